import { commit, prepare, timeouts } from '../kill/fixture.ts'
import type { KillCase } from '../kill/kill-case.ts'
import type { Stage } from '../kill/stage.ts'
import { struck } from './struck.ts'

const at = (name: string): string => `../prisma/migrations/${name}/migration.sql`

const migrations: KillCase['migrations'] = {
  '../prisma.config.ts': `export default {
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL as string },
}
`,
  '../prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n}\n',
  '../prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
  [at('20260101000000_count')]:
    "UPDATE /* mark:v1-update */ t SET n = n + 1;\nINSERT /* mark:v1-insert */ INTO log VALUES ('v1');\n",
  [at('20260102000000_index')]: 'CREATE INDEX CONCURRENTLY /* mark:v2-index */ t_n ON t (n);\n',
  [at('20260103000000_again')]:
    "UPDATE /* mark:v3-update */ t SET n = n * 3;\nINSERT /* mark:v3-insert */ INTO log VALUES ('v3');\n",
}

const row = /INSERT INTO [^]*_prisma_migrations/

/** Prisma's table at the points at which it is written. */
export const prismaCases: readonly KillCase[] = struck({
  prepare,
  migrations,
  timeouts,
  moments: { 'row-of-prisma': { match: row }, 'row-of-prisma-commit': { after: row, match: commit } },
})

/** A stage whose projects are Prisma's; a row's id and times are never the same twice. */
export function prismaStage(stage: Stage): Stage {
  return {
    ...stage,
    url: `${stage.url}#prisma`,
    config: { imports: ["import { prisma } from '@slipway/adapter-prisma'"], adapter: 'await prisma()' },
    async snapshot(url) {
      const lines = await stage.snapshot(url)
      return lines
        .map((line) => (line.startsWith('row _prisma') ? line.replaceAll(/"(id|\w+_at)":"[^"]*"/g, '"$1":…') : line))
        .toSorted()
    },
  }
}
