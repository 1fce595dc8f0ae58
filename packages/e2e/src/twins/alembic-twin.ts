import { installAlembic, runAlembic } from '@slipway/testkit'
import { shareProject } from './shared-project.ts'
import { mustSucceed, type Twin } from './twin.ts'

const numbers = [1, 2, 3, 4, 5, 6]

const revision = (n: number): string => `"""t${n}"""
import sqlalchemy as sa
from alembic import op

revision = "r${n}"
down_revision = ${n === 1 ? 'None' : `"r${n - 1}"`}


def upgrade():
    op.create_table("t${n}", sa.Column("n", sa.Integer))
    op.execute("INSERT INTO t${n} VALUES (${n})")


def downgrade():
    op.drop_table("t${n}")
`

const environment = `import os
from alembic import context
from sqlalchemy import create_engine

url = os.environ["DATABASE_URL"].replace("postgres://", "postgresql://").replace("postgresql://", "postgresql+psycopg://")
if context.is_offline_mode():
    context.configure(url=url, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    with create_engine(url).connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
`

/** Alembic goes forward and back by any number of revisions. */
export async function alembicTwin(server: { readonly url: string }): Promise<Twin> {
  const python = await installAlembic()
  const files = Object.fromEntries(numbers.map((n) => [`db/versions/r${n}.py`, revision(n)]))
  const project = await shareProject(
    server,
    { ...files, 'alembic.ini': '[alembic]\nscript_location = %(here)s/db\n', 'db/env.py': environment },
    {
      imports: ["import { alembic } from '@slipway/adapter-alembic'"],
      call: 'alembic({ python: process.env.ALEMBIC_PYTHON })',
    },
    { ...python.env, ALEMBIC_PYTHON: python.path },
  )
  const run = async (...args: readonly string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await runAlembic(project.dir, args, { env: { DATABASE_URL: project.url } })
    mustSucceed(`alembic ${args.join(' ')}`, { code: exitCode, output: stdout + stderr })
    return stdout
  }
  return {
    ...project,
    chain: numbers.map((n) => `r${n}`),
    moves: [
      {
        title: 'alembic upgrade',
        to: (applied, total, random) =>
          applied === total ? undefined : applied + 1 + Math.floor(random * (total - applied)),
        run: async (to) => void (await run('upgrade', `r${to}`)),
      },
      {
        title: 'alembic downgrade',
        to: (applied) => (applied === 0 ? undefined : applied - 1),
        run: async (to) => void (await run('downgrade', to === 0 ? 'base' : `r${to}`)),
      },
    ],
    async applied() {
      const head = Number(/^r(\d)/m.exec(await run('current'))?.[1] ?? 0)
      return numbers.slice(0, head).map((n) => `r${n}`)
    },
  }
}
