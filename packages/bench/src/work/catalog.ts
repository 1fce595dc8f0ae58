/** Statements that make one part of a large schema. */
export type Engine = 'postgres' | 'mysql'

const name = (index: number): string => `t_${String(index).padStart(5, '0')}`

function postgresTable(index: number): readonly string[] {
  const table = name(index)
  return [
    `CREATE TABLE ${table} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id bigint, name text NOT NULL, amount numeric(12,2) DEFAULT 0, state text CHECK (state IN ('open', 'closed')), created_at timestamptz NOT NULL DEFAULT now())`,
    `CREATE INDEX ${table}_name ON ${table} (name)`,
    ...(index === 1
      ? []
      : [
          `ALTER TABLE ${table} ADD CONSTRAINT ${table}_parent FOREIGN KEY (parent_id) REFERENCES ${name(index - 1)} (id)`,
        ]),
    `COMMENT ON TABLE ${table} IS 'table ${index}'`,
  ]
}

function mysqlTable(index: number): readonly string[] {
  const table = name(index)
  const parent =
    index === 1 ? '' : `, CONSTRAINT ${table}_parent FOREIGN KEY (parent_id) REFERENCES ${name(index - 1)} (id)`
  return [
    `CREATE TABLE ${table} (id bigint AUTO_INCREMENT PRIMARY KEY, parent_id bigint, name varchar(100) NOT NULL, amount decimal(12,2) DEFAULT 0, state varchar(10) CHECK (state IN ('open', 'closed')), created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, KEY ${table}_name (name), KEY ${table}_parent_id (parent_id)${parent}) COMMENT 'table ${index}'`,
  ]
}

/**
 * A schema of many tables: six columns, a primary key, an index, a check, a comment and a foreign key to the table
 * before it.
 *
 * @returns the statements of each table.
 */
export function catalog(engine: Engine, tables: number): readonly (readonly string[])[] {
  const make = engine === 'postgres' ? postgresTable : mysqlTable
  return Array.from({ length: tables }, (_, index) => make(index + 1))
}
