/** A migration in plain SQL, for every tool to write in its own style. Statements have no semicolon. */
export interface SqlMigration {
  /** Five digits, from 1. */
  readonly number: string
  readonly up: readonly string[]
  readonly down: readonly string[]
}

const numbers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(index + 1).padStart(5, '0'))

/** Small migrations that each create a table of four columns, an index on it and a comment, for PostgreSQL. */
export function tableMigrations(count: number): readonly SqlMigration[] {
  return numbers(count).map((number) => ({
    number,
    up: [
      `CREATE TABLE t_${number} (id bigint PRIMARY KEY, name text NOT NULL, amount numeric(12,2), created_at timestamptz NOT NULL DEFAULT now())`,
      `CREATE INDEX t_${number}_name ON t_${number} (name)`,
      `COMMENT ON TABLE t_${number} IS 'table ${number}'`,
    ],
    down: [`DROP TABLE t_${number}`],
  }))
}

/** The smallest migrations there are, to make a long history of: the first creates a table, each adds a row to it. */
export function rowMigrations(count: number): readonly SqlMigration[] {
  return numbers(count).map((number, index) => ({
    number,
    up: [
      ...(index === 0 ? ['CREATE TABLE log (n integer NOT NULL)'] : []),
      `INSERT INTO log (n) VALUES (${Number(number)})`,
    ],
    down: [index === 0 ? 'DROP TABLE log' : `DELETE FROM log WHERE n = ${Number(number)}`],
  }))
}

/** Statements as one script. */
export const script = (statements: readonly string[]): string =>
  statements.map((statement) => `${statement};\n`).join('')
