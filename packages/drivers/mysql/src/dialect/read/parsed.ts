import type { ColumnDefinition, IndexDefinition, ForeignKeyDefinition, CheckDefinition } from './definitions.ts'
import type { AlterClause } from './alter-clause.ts'

/** A name with the database it was written with. */
export interface Name {
  /** `undefined`: the connected database. Never the connected database's own name. */
  readonly database: string | undefined
  readonly name: string
}

/** `ENGINE = InnoDB` and its like, names in lower case with single blanks, values as written without quotes. */
export type TableOptions = Readonly<Record<string, string>>

export interface CreateTable {
  readonly kind: 'create table'
  readonly table: Name
  readonly temporary: boolean
  readonly orReplace: boolean
  readonly ifNotExists: boolean
  readonly columns: readonly ColumnDefinition[]
  readonly indexes: readonly IndexDefinition[]
  readonly foreignKeys: readonly ForeignKeyDefinition[]
  readonly checks: readonly CheckDefinition[]
  readonly options: TableOptions
  /** True when it says PARTITION BY. */
  readonly partitioned: boolean
  /** `CREATE TABLE a LIKE b`. */
  readonly like?: Name
  /** `CREATE TABLE … SELECT`: tables it reads. */
  readonly select?: readonly Name[]
}

export interface AlterTable {
  readonly kind: 'alter table'
  readonly table: Name
  readonly ifExists: boolean
  readonly clauses: readonly AlterClause[]
  /** As the author states it, in upper case. */
  readonly algorithm?: string
  readonly lock?: string
  /** MariaDB: seconds of `WAIT n`, 0 for NOWAIT. */
  readonly wait?: number
  /** MariaDB: ALTER ONLINE TABLE. */
  readonly online: boolean
}

export interface CreateIndex {
  readonly kind: 'create index'
  readonly table: Name
  readonly index: IndexDefinition
  readonly orReplace: boolean
  readonly ifNotExists: boolean
  readonly algorithm?: string
  readonly lock?: string
}

export interface DropIndex {
  readonly kind: 'drop index'
  readonly table: Name
  readonly name: string
  readonly ifExists: boolean
  readonly algorithm?: string
  readonly lock?: string
}

/** Kinds of objects that stand by themselves in a database. */
export type ObjectKind = 'table' | 'view' | 'trigger' | 'procedure' | 'function' | 'event' | 'sequence'

export interface Drop {
  readonly kind: 'drop'
  readonly what: ObjectKind
  readonly names: readonly Name[]
  readonly temporary: boolean
  readonly ifExists: boolean
}

export interface RenameTables {
  readonly kind: 'rename table'
  readonly ifExists: boolean
  readonly pairs: readonly { readonly from: Name; readonly to: Name }[]
}

/** A view, trigger, routine, event or sequence, made or changed. */
export interface CreateObject {
  readonly kind: 'create' | 'alter'
  readonly what: Exclude<ObjectKind, 'table'>
  readonly name: Name
  readonly orReplace: boolean
  readonly ifNotExists: boolean
  /** A trigger's table. */
  readonly table?: Name
  /** `before` or `after`, and `insert`, `update` or `delete`, of a trigger. */
  readonly timing?: string
  readonly event?: string
  /** New name, of ALTER EVENT … RENAME TO. */
  readonly to?: Name
  /** Tables that a view reads. */
  readonly reads: readonly Name[]
  /** Offset at which the body, or the query, begins. */
  readonly body?: number
}

export interface Truncate {
  readonly kind: 'truncate'
  readonly table: Name
}

/** INSERT, REPLACE, UPDATE, DELETE, LOAD DATA: what it writes and reads. */
export interface ChangeRows {
  readonly kind: 'insert' | 'replace' | 'update' | 'delete' | 'load data'
  readonly writes: readonly Name[]
  readonly reads: readonly Name[]
  /** Columns that UPDATE sets, as written: `a` or `t.a`. */
  readonly sets: readonly string[]
  /** ON DUPLICATE KEY UPDATE. */
  readonly updates: boolean
  /** True when the rows come from a file of the client. */
  readonly local: boolean
}

/** A query, or anything else that only reads. */
export interface Select {
  readonly kind: 'select'
  readonly reads: readonly Name[]
  /** INTO OUTFILE or DUMPFILE. */
  readonly intoFile: boolean
  readonly locks: boolean
}

/** One assignment of SET. */
export interface Assignment {
  readonly scope: 'session' | 'global' | 'user' | 'next'
  readonly name: string
  /** As written. */
  readonly value: string
}

export interface SetVariables {
  readonly kind: 'set'
  readonly assignments: readonly Assignment[]
}

/** What no other shape says more of. `verb` in lower case: `start transaction`, `grant`, `analyze table`. */
export interface Other {
  readonly kind: 'other'
  readonly verb: string
  readonly names: readonly Name[]
  readonly ifExists?: boolean
  readonly ifNotExists?: boolean
  readonly orReplace?: boolean
}

/** What a statement says. */
export type Parsed =
  | CreateTable
  | AlterTable
  | CreateIndex
  | DropIndex
  | Drop
  | RenameTables
  | CreateObject
  | Truncate
  | ChangeRows
  | Select
  | SetVariables
  | Other
