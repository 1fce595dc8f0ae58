import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { alembicVersion, installAlembic } from '@slipway/testkit'
import type { Call } from '../calls.ts'
import type { PostgresTool } from './postgres-tool.ts'

const run = promisify(execFile)

const environment = `import os
from alembic import context
from sqlalchemy import create_engine

engine = create_engine(os.environ["DATABASE_URL"].replace("postgres:", "postgresql+psycopg:", 1))
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
`

const body = (statements: readonly string[]): string =>
  statements.map((statement) => `    op.execute(${JSON.stringify(statement)})\n`).join('')

/** @throws EngineError where there is no Python, or pip cannot fetch it. */
export async function alembic(say: (line: string) => void): Promise<PostgresTool> {
  const python = await installAlembic(say)
  // What is on the path may be a script that looks for a Python; it would be measured too.
  const found = await run(python.path, ['-c', 'import sys; print(sys.executable)'], {
    env: { ...process.env, ...python.env },
  })
  const program = found.stdout.trim()
  const call = (url: string, ...parameters: readonly string[]): Call => ({
    program,
    parameters: ['-m', 'alembic', ...parameters],
    env: { ...python.env, DATABASE_URL: url },
  })
  return {
    name: 'alembic',
    version: alembicVersion,
    kind: 'tool',
    files(migrations) {
      const texts = migrations.map(({ number, up, down }, index) => {
        const before = migrations[index - 1]?.number
        const head = `from alembic import op\n\nrevision = "${number}"\ndown_revision = ${before === undefined ? 'None' : `"${before}"`}\n`
        const text = `${head}\n\ndef upgrade():\n${body(up)}\n\ndef downgrade():\n${body(down)}`
        return [`migrations/versions/${number}_step.py`, text]
      })
      const project = { 'alembic.ini': '[alembic]\nscript_location = migrations\n', 'migrations/env.py': environment }
      return { ...project, ...Object.fromEntries(texts) }
    },
    up: ({ url }) => [call(url, 'upgrade', 'heads')],
    down: ({ url }) => [call(url, 'downgrade', 'base')],
    status: ({ url }) => [call(url, 'history', '--indicate-current')],
    start: { program, parameters: ['-m', 'alembic', '--version'], env: python.env },
  }
}
