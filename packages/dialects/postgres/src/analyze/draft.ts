import type { HazardCode } from '@slipway/core'
import type { Analysis, Guard, Hazard, Lock, ObjectEffect, ObjectId, RecoveryClass } from '@slipway/core/plugin'
import type { Undo } from '../reverse/undo.ts'
import type { ColumnState } from './known.ts'

/** What a statement's reader finds out; whatever it leaves out takes the harmless default. */
export interface Draft {
  readonly verb: string
  readonly undo: Undo
  readonly objects?: readonly ObjectEffect[]
  readonly locks?: readonly Lock[]
  readonly rewrite?: boolean
  readonly scan?: boolean
  readonly transaction?: Analysis['transaction']
  readonly control?: Analysis['control']
  readonly setting?: Analysis['setting']
  /** How it recovers when it cannot share a transaction. */
  readonly outside?: RecoveryClass
  readonly data?: Analysis['data']
  readonly opaque?: boolean
  readonly wider?: boolean
  readonly hazards?: readonly Hazard[]
  readonly guard?: Guard
  /** What is known of columns after it, for the statements behind it. `null`: nothing any more. */
  readonly columns?: ReadonlyMap<ObjectId, ColumnState | null>
  readonly searchPath?: readonly string[]
}

const blocking: Readonly<Record<string, Lock['blocks']>> = {
  'ACCESS EXCLUSIVE': 'all',
  EXCLUSIVE: 'writes',
  'SHARE ROW EXCLUSIVE': 'writes',
  SHARE: 'writes',
}

/** A lock with what it blocks: everything from SHARE up blocks writes, only ACCESS EXCLUSIVE blocks reads. */
export function lock(object: ObjectId, mode: string): Lock {
  return { object, mode, blocks: blocking[mode] ?? 'nothing' }
}

/** A hazard with its code checked against core's list. */
export function hazard(code: HazardCode, severity: Hazard['severity'], message: string, object?: ObjectId): Hazard {
  return { code, severity, message, ...(object === undefined ? {} : { object }) }
}

/** Weakest first, as PostgreSQL numbers them from 1. */
export const lockModes: readonly string[] = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
]

/** Keeps the strongest lock of each object. */
export function strongest(locks: readonly Lock[]): readonly Lock[] {
  const kept = new Map<ObjectId, Lock>()
  for (const next of locks) {
    const held = kept.get(next.object)
    if (held === undefined || lockModes.indexOf(next.mode) > lockModes.indexOf(held.mode)) kept.set(next.object, next)
  }
  return [...kept.values()]
}
