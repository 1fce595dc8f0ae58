import type { Contender } from '../../harness/row.ts'
import type { SqlMigration } from '../../work/tables.ts'
import type { Call } from '../calls.ts'

/** Where a tool works. */
export interface Place {
  /** Of its own: configuration, and the migrations as {@link PostgresTool.files} says. */
  readonly folder: string
  readonly url: string
  /** How many migrations there are. */
  readonly count: number
}

/** What runs migrations on PostgreSQL. */
export interface PostgresTool extends Pick<Contender, 'name' | 'version' | 'kind'> {
  /** A project in the tool's own style: texts by their paths in its folder. */
  files(migrations: readonly SqlMigration[]): Readonly<Record<string, string>>
  /** Applies what is pending; once more, it finds nothing to do. */
  up(place: Place): readonly Call[]
  /** Undoes everything. Missing where the tool cannot. */
  readonly down?: (place: Place) => readonly Call[]
  /** Says what is applied; missing where the tool cannot. */
  readonly status?: (place: Place) => readonly Call[]
  /** Says its version. */
  readonly start: Call
}

/** The URL for tools that ask for encryption unless told otherwise. */
export const unencrypted = (url: string): string => `${url}?sslmode=disable`
