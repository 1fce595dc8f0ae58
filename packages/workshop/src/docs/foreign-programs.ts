import { join } from 'node:path'
import { installAlembic } from '@slipway/testkit'
import { repository } from '../packages.ts'

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`
const process = quoted(join(repository, 'packages/workshop/src/docs/foreign-process.ts'))

async function python(): Promise<Readonly<Record<string, string>>> {
  const { path, env } = await installAlembic()
  const exports = Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}`)
  // Its own folder comes first in PATH, and the name may be the same.
  const start = ['PATH="${PATH#*:}"', ...exports, 'export PYTHONDONTWRITEBYTECODE=1', `exec ${quoted(path)}`].join('\n')
  return { python3: `${start} "$@"`, alembic: `${start} -m alembic "$@"` }
}

/** What a shell runs for each program that comes with a tool, by the tool's name: the real ones, which tests have as well. */
const scripts: Readonly<Record<string, () => Promise<Readonly<Record<string, string>>>>> = {
  alembic: python,
  flyway: async () => ({ flyway: `exec node ${process} flyway "$@"` }),
  knex: async () => ({ knex: 'exec node --no-warnings node_modules/knex/bin/cli.js "$@"' }),
  'migrate-mongo': async () => ({
    'migrate-mongo': 'exec node node_modules/migrate-mongo/bin/migrate-mongo.js "$@"',
  }),
  prisma: async () => ({ prisma: `exec node ${process} prisma "$@"` }),
}

/** The scripts of the tools that a page's commands name. */
export async function foreignPrograms(lines: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const found = Object.entries(scripts).filter(([tool]) =>
    lines.some((line) => line.startsWith(`$ ${tool} `) || line.startsWith(`$ pnpm ${tool} `)),
  )
  const each = await Promise.all(found.map(([, script]) => script()))
  return Object.assign({}, ...each) as Readonly<Record<string, string>>
}
