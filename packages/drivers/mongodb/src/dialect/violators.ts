import type { Statement } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import { readCommand } from './command.ts'
import { isStrict } from './kinds/coll-mod.ts'

/** Documents that a validator would refuse at their next update. */
export interface Violators {
  readonly collection: string
  /** A filter that finds them. */
  readonly filter: Document
}

/** What to look for before a statement puts a strict, refusing validator on a collection; `undefined` where it puts none. */
export function violatorsOf(statement: Statement): Violators | undefined {
  const { name, target, body, plain } = readCommand(statement)
  if (name !== 'collMod' || typeof target !== 'string' || !isStrict(plain)) return undefined
  return { collection: target, filter: { $nor: [body['validator'] as Document] } }
}
