import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const ini = `[alembic]
script_location = %(here)s/db
prepend_sys_path = .
`

const environment = `import os
from alembic import context
from sqlalchemy import create_engine

def configure(**given):
    context.configure(target_metadata=None, **given)
    with context.begin_transaction():
        context.run_migrations()

if context.is_offline_mode():
    configure(url="postgresql://", literal_binds=True, dialect_opts={"paramstyle": "named"})
else:
    with create_engine(os.environ["DATABASE_URL"]).connect() as connection:
        configure(connection=connection)
`

/** Files that are in every project of the tests. */
export const base: Readonly<Record<string, string>> = { 'alembic.ini': ini, 'db/env.py': environment }

/** A revision file: what stands above its functions, and their bodies. */
export function revision(head: string, upgrade: string, downgrade: string): string {
  const body = (text: string): string =>
    text
      .split('\n')
      .map((line) => `    ${line}`)
      .join('\n')
  return [
    head,
    '',
    'import sqlalchemy as sa',
    'from alembic import op',
    '',
    'def upgrade() -> None:',
    body(upgrade),
    '',
    'def downgrade() -> None:',
    body(downgrade),
    '',
  ].join('\n')
}

/** A project on disk. */
export interface TestProject extends Disposable {
  readonly cwd: string
  write(files: Readonly<Record<string, string>>): void
}

export function project(files: Readonly<Record<string, string>> = base): TestProject {
  const cwd = mkdtempSync(join(tmpdir(), 'slipway-alembic-'))
  const write = (entries: Readonly<Record<string, string>>): void => {
    for (const [path, content] of Object.entries(entries)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true })
      writeFileSync(join(cwd, path), content)
    }
  }
  write(files)
  return { cwd, write, [Symbol.dispose]: () => rmSync(cwd, { recursive: true }) }
}
