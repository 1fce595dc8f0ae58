import type { HazardCode } from '@slipway/core'
import type { Analysis, Definitions, Hazard, ObjectId, Probe, Reverse, Schema, ServerFacts } from '@slipway/core/plugin'
import type { Command } from './command.ts'

/** What one kind of command says of itself. What it leaves out is the plain case: DDL that the catalog tells about. */
export interface Draft {
  readonly verb: string
  readonly objects: Analysis['objects']
  readonly locks?: Analysis['locks']
  readonly rewrite?: boolean
  readonly scan?: boolean
  /** Default: outside, since the server takes no DDL in a transaction. */
  readonly transaction?: Analysis['transaction']
  /** Default: probed. */
  readonly recovery?: Analysis['recovery']
  readonly data?: Analysis['data']
  readonly opaque?: boolean
  readonly wider?: boolean
  readonly hazards?: readonly Hazard[]
  readonly needs?: readonly string[]
  readonly reverse: Reverse
  /** The reverse of an `at-apply`. */
  readonly undo?: (before: Schema) => Reverse
  readonly probed?: readonly ObjectId[]
  readonly probe?: (before: Definitions, now: Definitions) => Probe
}

/** What a command is read with. */
export interface Scope {
  readonly command: Command
  /** The connected database. */
  readonly database: string
  /** Known where a plan is made. */
  readonly server?: ServerFacts
  readonly schema?: Schema
  /** Objects that statements planned before this one make. */
  readonly made: ReadonlySet<ObjectId>
}

/** Reads one kind of command. Throws `SW-SYNTAX` for one that the server would not take. */
export type Kind = (scope: Scope) => Draft

export function hazard(code: HazardCode, severity: Hazard['severity'], message: string, object?: ObjectId): Hazard {
  return { code, severity, message, ...(object !== undefined && { object }) }
}

export const atApply: Reverse = { kind: 'at-apply' }
export const nothing: Reverse = { kind: 'nothing' }
export const impossible = (reason: string): Reverse => ({ kind: 'impossible', reason })

export const landed = (reason: string): Probe => ({ outcome: 'landed', reason })
export const absent = (reason: string): Probe => ({ outcome: 'absent', reason })
export const unknown = (reason: string): Probe => ({ outcome: 'unknown', reason })
export const partial = (reason: string, statements: readonly string[], then: 'landed' | 'rerun'): Probe => ({
  outcome: 'partial',
  reason,
  // oxlint-disable-next-line unicorn/no-thenable -- the contract's word, and never awaited
  remedy: { statements, then },
})

/** Whether a collection can hold documents when the command runs; `unsure` where no schema was given. */
export function presence(scope: Scope, id: ObjectId): 'there' | 'new' | 'absent' | 'unsure' {
  if (scope.made.has(id)) return 'new'
  if (scope.schema === undefined) return 'unsure'
  return scope.schema.objects[id] === undefined ? 'absent' : 'there'
}

/** False where a transaction was tried and failed, or where nobody tried and the server stands alone. */
export function hasTransactions(server: ServerFacts | undefined): boolean {
  const found = server?.capabilities?.['transactions']
  if (found === 'yes' || found === 'no') return found === 'yes'
  return server?.topology !== 'standalone'
}
