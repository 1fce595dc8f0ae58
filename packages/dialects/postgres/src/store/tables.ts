import { identifier, literal } from './literal.ts'

/** Names of Slipway's own tables, qualified and quoted. */
export interface Tables {
  /** The schema's name, unquoted. */
  readonly store: string
  readonly schema: string
  readonly journal: string
  readonly checkpoint: string
  readonly lease: string
}

/** Names the tables in the schema `store`. */
export function tablesIn(store: string): Tables {
  const schema = identifier(store)
  return {
    store,
    schema,
    journal: `${schema}.journal`,
    checkpoint: `${schema}.checkpoint`,
    lease: `${schema}.lease`,
  }
}

/** One row: which of the tables exist. */
export function existingTables(tables: Tables): string {
  const exists = (name: string): string => `to_regclass(${literal(name)}) IS NOT NULL`
  return (
    `SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = ${literal(tables.store)}) AS schema, ` +
    `${exists(tables.journal)} AS journal, ${exists(tables.checkpoint)} AS checkpoint, ${exists(tables.lease)} AS lease`
  )
}

/** Makes each thing that {@link existingTables} can miss. */
export function definitions(tables: Tables): Readonly<Record<'schema' | 'journal' | 'checkpoint' | 'lease', string>> {
  return {
    schema:
      `CREATE SCHEMA ${tables.schema};\n` +
      `COMMENT ON SCHEMA ${tables.schema} IS 'History and deploy lock of schema migrations, kept by Slipway'`,
    // `json` keeps the text as it was written, which the hash chain needs; `jsonb` would not.
    journal: `CREATE TABLE ${tables.journal} (
  project text NOT NULL,
  seq bigint NOT NULL,
  prev text NOT NULL,
  v integer NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  by text NOT NULL,
  type text NOT NULL,
  migration text,
  key text,
  body json NOT NULL,
  CONSTRAINT journal_pkey PRIMARY KEY (project, seq),
  CONSTRAINT journal_key_key UNIQUE (project, key)
)`,
    checkpoint: `CREATE TABLE ${tables.checkpoint} (
  project text NOT NULL,
  key text NOT NULL,
  value json NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT checkpoint_pkey PRIMARY KEY (project, key)
)`,
    lease: `CREATE TABLE ${tables.lease} (
  project text NOT NULL,
  token bigint NOT NULL,
  owner text,
  pid integer,
  backend_start timestamptz,
  heartbeat_pid integer,
  heartbeat_start timestamptz,
  beat bigint NOT NULL DEFAULT 0,
  acquired_at timestamptz,
  CONSTRAINT lease_pkey PRIMARY KEY (project)
) WITH (fillfactor = 50)`,
  }
}
