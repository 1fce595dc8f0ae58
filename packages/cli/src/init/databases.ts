/** What a configuration for one kind of database imports and calls. */
export interface Database {
  readonly name: string
  /** Schemes of its connection strings. */
  readonly schemes: readonly string[]
  /** Clients whose presence in package.json tells it. */
  readonly clients: readonly string[]
  readonly driver: { readonly package: string; readonly factory: string }
  readonly adapter: { readonly package: string; readonly factory: string }
  /** What a first migration may be called. */
  readonly first: string
}

const sql = { package: '@slipway/adapter-sql', factory: 'sql' }

/** The databases `slipway init` writes a configuration for; the first is taken when nothing tells. */
export const databases: readonly [Database, ...Database[]] = [
  {
    name: 'postgres',
    schemes: ['postgres', 'postgresql'],
    clients: ['pg', 'postgres'],
    driver: { package: '@slipway/driver-postgres', factory: 'postgres' },
    adapter: sql,
    first: 'create table orders',
  },
  {
    name: 'mysql',
    schemes: ['mysql', 'mariadb'],
    clients: ['mysql2', 'mysql', 'mariadb'],
    driver: { package: '@slipway/driver-mysql', factory: 'mysql' },
    adapter: sql,
    first: 'create table orders',
  },
  {
    name: 'mongodb',
    schemes: ['mongodb', 'mongodb+srv'],
    clients: ['mongodb', 'mongoose'],
    driver: { package: '@slipway/driver-mongodb', factory: 'mongodb' },
    adapter: { package: '@slipway/adapter-mongodb', factory: 'mongodbFiles' },
    first: 'create collection orders',
  },
]

/** What may tell a project's database, strongest first. */
export interface Clues {
  /** The connection string, of which only the scheme is looked at. */
  readonly url: string | undefined
  /** Names in package.json. */
  readonly dependencies: readonly string[]
}

/** The database that the clues speak of, and the clue; `undefined` when they say nothing or speak of several. */
export function databaseOf({ url, dependencies }: Clues): Database | undefined {
  const scheme = url?.split(':', 1)[0]?.toLowerCase()
  const named = databases.find(({ schemes }) => scheme !== undefined && schemes.includes(scheme))
  if (named !== undefined) return named
  const installed = databases.filter(({ clients }) => clients.some((client) => dependencies.includes(client)))
  return installed.length === 1 ? installed[0] : undefined
}
