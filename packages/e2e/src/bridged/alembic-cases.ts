import { installAlembic } from '@slipway/testkit'
import { commit, prepare, timeouts } from '../kill/fixture.ts'
import type { KillCase } from '../kill/kill-case.ts'
import type { Stage } from '../kill/stage.ts'
import { struck } from './struck.ts'

const revision = (id: string, down: string, ...statements: readonly string[]): string => `"""${id}"""
from alembic import op

revision = "${id}"
down_revision = ${down}


def upgrade():
${statements.map((text) => `    op.execute(${JSON.stringify(text)})`).join('\n')}


def downgrade():
    pass
`

const migrations: KillCase['migrations'] = {
  '../alembic.ini': '[alembic]\nscript_location = %(here)s/db\n',
  '../db/env.py': `from alembic import context

context.configure(url="postgresql://", literal_binds=True)
with context.begin_transaction():
    context.run_migrations()
`,
  '../db/versions/v1.py': revision(
    'v1',
    'None',
    'UPDATE /* mark:v1-update */ t SET n = n + 1',
    "INSERT /* mark:v1-insert */ INTO log VALUES ('v1')",
  ),
  '../db/versions/v2.py': revision('v2', '"v1"', 'CREATE INDEX /* mark:v2-index */ t_n ON t (n)'),
  '../db/versions/v3.py': revision(
    'v3',
    '"v2"',
    'UPDATE /* mark:v3-update */ t SET n = n * 3',
    "INSERT /* mark:v3-insert */ INTO log VALUES ('v3')",
  ),
}

const row = /(INSERT INTO|UPDATE) [^]*alembic_version/

/** Alembic's table at the points at which it is written. */
export const alembicCases: readonly KillCase[] = struck({
  prepare,
  migrations,
  timeouts,
  moments: { 'row-of-alembic': { match: row }, 'row-of-alembic-commit': { after: row, match: commit } },
})

/** A stage whose projects are Alembic's, with a Python that has it. */
export async function alembicStage(stage: Stage): Promise<Stage> {
  const { path, env } = await installAlembic()
  return {
    ...stage,
    url: `${stage.url}#alembic`,
    config: {
      imports: [
        "import { alembic } from '@slipway/adapter-alembic'",
        `Object.assign(process.env, ${JSON.stringify(env)})`,
      ],
      adapter: `alembic({ python: ${JSON.stringify(path)} })`,
    },
  }
}
