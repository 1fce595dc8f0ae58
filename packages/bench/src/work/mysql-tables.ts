import type { SqlMigration } from './tables.ts'

/** Small migrations for MySQL: each of the three statements commits by itself there. */
export function mysqlTables(count: number): readonly SqlMigration[] {
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
