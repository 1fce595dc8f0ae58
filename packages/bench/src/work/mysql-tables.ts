/** A migration of MySQL: a table, an index on it, and what it is for. */
export interface TableMigration {
  /** Five digits, from 1. */
  readonly number: string
  readonly up: readonly string[]
  readonly down: readonly string[]
}

/** As many small migrations as are asked for; each has three statements, and each of those commits by itself. */
export function mysqlTables(count: number): readonly TableMigration[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(5, '0')
    const table = `t_${number}`
    return {
      number,
      up: [
        `CREATE TABLE ${table} (id bigint PRIMARY KEY, name varchar(100) NOT NULL, amount decimal(12,2), created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP)`,
        `CREATE INDEX ${table}_name ON ${table} (name)`,
        `ALTER TABLE ${table} COMMENT 'table ${number}'`,
      ],
      down: [`DROP TABLE ${table}`],
    }
  })
}

/** Statements as a script. */
export const scriptOf = (statements: readonly string[]): string => statements.map((each) => `${each};\n`).join('')

/** Files as Flyway and Slipway read them. */
export function versionedFiles(
  migrations: readonly Pick<TableMigration, 'number' | 'up' | 'down'>[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    migrations.flatMap(({ number, up, down }) => [
      [`V${number}__step_${number}.sql`, scriptOf(up)],
      [`U${number}__step_${number}.sql`, scriptOf(down)],
    ]),
  )
}
