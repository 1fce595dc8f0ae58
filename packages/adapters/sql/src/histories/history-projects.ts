import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FindContext, FoundProject, ProjectFinder } from '@slipway/core/plugin'
import { findFiles } from '../files/find-files.ts'
import type { SourceFile } from '../files/source-file.ts'
import { resolveOptions, type SqlOptions } from '../options.ts'
import { foundDriver } from '../project/found-driver.ts'
import { sql } from '../sql.ts'
import { leading } from '../styles/detect-style.ts'
import type { histories } from './history-bridge.ts'

type Tool = keyof typeof histories
type Env = FindContext['env']

/** What is known of a tool besides its files and its table. */
interface Habits {
  readonly tool: Tool
  /** A version that the bridge was written for. */
  readonly tested: string
  folder(env: Env): string | undefined
  table(env: Env): string | undefined
  readonly dayOne: readonly string[]
}

const usual = ['db/migrations', 'migrations', 'database/migrations', 'db/migration', 'sql/migrations', 'sql']

const eachItsOwn = 'Slipway runs one transaction for each file, where the server can'
const noLock = (tool: string): string =>
  `${tool} takes no lock by itself: Slipway cannot see that it is at work, so do not run both at once`

function finder(habits: Habits): ProjectFinder {
  return {
    kind: 'project-finder',
    name: habits.tool,
    contract: 1,
    find: async (context) => found(context, habits),
  }
}

function found({ cwd, env }: FindContext, habits: Habits): FoundProject | undefined {
  const { tool } = habits
  const stated = habits.folder(env)
  const folders = stated === undefined ? usual : [stated]
  const here = folders
    .filter((folder) => statSync(join(cwd, folder), { throwIfNoEntry: false })?.isDirectory() === true)
    .map((folder) => ({ folder, files: filesOf(cwd, folder, tool) }))
    .find(({ files }) => files.length > 0)
  if (here === undefined) return undefined
  const place = placeOf(habits.table(env))
  const options: SqlOptions = { locations: here.folder, style: tool, history: place ?? true }
  const version = versionIn(cwd, tool)
  return {
    title: version === undefined ? tool : `${tool} ${version}`,
    configuration: `the files in ${here.folder}`,
    loaded: [],
    tested: version === undefined || version.split('.')[0] === habits.tested.split('.')[0],
    adapter: sql(options),
    call: { package: '@slipway/adapter-sql', factory: 'sql', source: written(options) },
    targets: [{ name: 'default', driver: foundDriver(env['DATABASE_URL']) }],
    files: `${here.files.length} in ${here.folder}`,
    notices: [],
    dayOne: habits.dayOne,
  }
}

/** The files in a folder, where more of them are of this tool's style than of any other. */
function filesOf(cwd: string, folder: string, tool: Tool): readonly SourceFile[] {
  const options = resolveOptions({ locations: folder })
  const { files } = findFiles(cwd, options)
  return leading(files, options)?.name === tool ? files.filter(({ name }) => name.endsWith('.sql')) : []
}

function placeOf(table: string | undefined): { readonly table: string; readonly schema?: string } | undefined {
  if (table === undefined) return undefined
  const [first = '', second] = table.split('.')
  return second === undefined ? { table: first } : { table: second, schema: first }
}

function written({ locations, style, history }: SqlOptions): string {
  const text = (value: unknown): string => `'${String(value).replaceAll("'", "\\'")}'`
  const place =
    typeof history === 'object'
      ? `{ ${Object.entries(history)
          .map(([key, value]) => `${key}: ${text(value)}`)
          .join(', ')} }`
      : 'true'
  return `{ locations: ${text(locations)}, style: ${text(style)}, history: ${place} }`
}

/** What `package.json` asks for, without the range. */
function versionIn(cwd: string, tool: Tool): string | undefined {
  try {
    const text = readFileSync(join(cwd, 'package.json'), 'utf8')
    const { dependencies, devDependencies } = JSON.parse(text) as Record<string, Record<string, string> | undefined>
    return /\d[\w.]*/.exec(dependencies?.[tool] ?? devDependencies?.[tool] ?? '')?.[0]
  } catch {
    return undefined
  }
}

/** Finds a project of golang-migrate by its files. */
export const golangMigrateProject: ProjectFinder = finder({
  tool: 'golang-migrate',
  tested: '4.19',
  folder: () => undefined,
  table: () => undefined,
  dayOne: [
    'golang-migrate keeps the highest version only: what is older counts as applied, and what is rolled back is the newest first',
    eachItsOwn,
  ],
})

/** Finds a project of goose by its annotations. */
export const gooseProject: ProjectFinder = finder({
  tool: 'goose',
  tested: '3.26',
  folder: (env) => env['GOOSE_MIGRATION_DIR'],
  table: (env) => env['GOOSE_TABLE'],
  dayOne: [noLock('goose'), eachItsOwn],
})

/** Finds a project of dbmate by its markers. */
export const dbmateProject: ProjectFinder = finder({
  tool: 'dbmate',
  tested: '2.36',
  folder: (env) => env['DBMATE_MIGRATIONS_DIR'],
  table: (env) => env['DBMATE_MIGRATIONS_TABLE'],
  dayOne: [noLock('dbmate'), 'dbmate up also writes db/schema.sql: run dbmate dump where that file is wanted'],
})

/** Finds a project of node-pg-migrate by its markers. */
export const nodePgMigrateProject: ProjectFinder = finder({
  tool: 'node-pg-migrate',
  tested: '9.0',
  folder: () => undefined,
  table: () => undefined,
  dayOne: ['node-pg-migrate runs all that is pending in one transaction; Slipway runs one for each'],
})
