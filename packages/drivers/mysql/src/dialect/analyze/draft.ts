import type { HazardCode } from '@slipway/core'
import type {
  Analysis,
  Guard,
  Hazard,
  Lock,
  ObjectEffect,
  ObjectId,
  RecoveryClass,
  Reverse,
} from '@slipway/core/plugin'
import type { Note } from './known.ts'

/** What a statement's reader finds out; whatever it leaves out takes the harmless default. */
export interface Draft {
  readonly verb: string
  /** Absent: what the dialect derives from the statement. */
  readonly reverse?: Reverse
  readonly objects?: readonly ObjectEffect[]
  readonly locks?: readonly Lock[]
  readonly rewrite?: boolean
  readonly scan?: boolean
  /** What commits by itself: `ddl` leaves it to the probe whether an interruption can be told. Absent: it shares a transaction. */
  readonly outside?: 'ddl' | RecoveryClass
  readonly control?: Analysis['control']
  readonly setting?: Analysis['setting']
  readonly data?: Analysis['data']
  readonly opaque?: boolean
  readonly wider?: boolean
  readonly hazards?: readonly Hazard[]
  readonly guard?: Guard
  /** What it leaves behind for the statements after it, besides its effects. */
  readonly note?: Partial<Note>
}

export const nothingToUndo: Reverse = { kind: 'nothing' }
/** The definitions inspected just before the statement tell. */
export const undoneAtApply: Reverse = { kind: 'at-apply' }

export function notUndone(reason: string): Reverse {
  return { kind: 'impossible', reason }
}

/** A hazard with its code checked against core's list. */
export function hazard(code: HazardCode, severity: Hazard['severity'], message: string, object?: ObjectId): Hazard {
  return { code, severity, message, ...(object === undefined ? {} : { object }) }
}

/** The metadata lock of DDL: it waits for every open transaction that has used the object, and all others wait behind it. */
export function exclusive(object: ObjectId): Lock {
  return { object, mode: 'EXCLUSIVE metadata lock', blocks: 'all' }
}

/** The metadata lock of DML: DDL waits, other sessions go on. */
export function shared(object: ObjectId, mode: 'SHARED_READ' | 'SHARED_WRITE'): Lock {
  return { object, mode: `${mode} metadata lock`, blocks: 'nothing' }
}
