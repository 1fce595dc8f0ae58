import type { Name } from './parsed.ts'

/** A column as CREATE TABLE or ALTER TABLE writes it. */
export interface ColumnDefinition {
  readonly name: string
  /** In lower case, single blanks, no charset: `varchar(40)`, `int unsigned`, `enum('a','b')`. */
  readonly type: string
  /** `undefined`: not said. */
  readonly nullable: boolean | undefined
  /** The default's text. */
  readonly default?: string
  readonly onUpdate?: string
  readonly autoIncrement: boolean
  readonly charset?: string
  readonly collation?: string
  readonly comment?: string
  readonly generated?: { readonly expression: string; readonly stored: boolean }
  readonly invisible: boolean
  /** A key that the column itself states. */
  readonly key?: 'primary' | 'unique' | 'index'
  readonly check?: string
  readonly references?: Name
  /** MariaDB: said of system-versioned tables. */
  readonly versioning?: 'with' | 'without'
  /** Everything after the name, as written, position excluded. */
  readonly text: string
}

/** Where ADD, MODIFY and CHANGE put a column. */
export type Position = { readonly first: true } | { readonly after: string }

export interface IndexDefinition {
  readonly kind: 'primary' | 'unique' | 'index' | 'fulltext' | 'spatial'
  /** `undefined`: the server chooses one. The primary key's is `PRIMARY`. */
  readonly name: string | undefined
  /** Each key part as written: `status`, `name(10)`, `(lower(name)) DESC`. */
  readonly parts: readonly string[]
  /** Columns of the parts that are plain columns. */
  readonly columns: readonly string[]
  readonly ifNotExists: boolean
}

export interface ForeignKeyDefinition {
  readonly name: string | undefined
  readonly columns: readonly string[]
  readonly references: Name
  readonly referenced: readonly string[]
  /** In upper case: `CASCADE`, `SET NULL`. */
  readonly onDelete?: string
  readonly onUpdate?: string
  readonly ifNotExists: boolean
}

export interface CheckDefinition {
  readonly name: string | undefined
  readonly expression: string
  readonly enforced: boolean
  readonly ifNotExists: boolean
}
