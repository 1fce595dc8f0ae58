/** Words in a file name that say which database it is for. */
export const dialectTokens: ReadonlySet<string> = new Set([
  'cockroach',
  'cockroachdb',
  'mariadb',
  'mssql',
  'mysql',
  'oracle',
  'pg',
  'pgsql',
  'postgres',
  'postgresql',
  'sqlite',
  'sqlite3',
  'sqlserver',
])

const spellings: Readonly<Record<string, readonly string[]>> = {
  postgres: ['postgres', 'postgresql', 'pg', 'pgsql'],
  mysql: ['mysql', 'mariadb'],
}

export function isForDialect(word: string, dialect: string): boolean {
  return (spellings[dialect] ?? [dialect]).includes(word)
}
