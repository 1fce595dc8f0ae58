import type { ObjectId, Statement } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import { readCommand, type Command } from './command.ts'
import { validatorId } from './names/object-id.ts'
import { definitionDocument } from './reverse/recreate.ts'

/** Documents that a validator would refuse at their next update. */
export interface Violators {
  readonly collection: string
  /** A filter that finds them. */
  readonly filter: Document
}

const fields = ['validator', 'validationLevel', 'validationAction'] as const

/** The validator whose definition decides what a statement makes of it; `undefined` where it sets nothing of one. */
export function validatorSetBy(statement: Statement): ObjectId | undefined {
  const { name, target, body } = readCommand(statement)
  return setsValidator(name, body) && typeof target === 'string' ? validatorId(target) : undefined
}

/**
 * What to look for before a statement makes a validator strict and refusing: one that it brings, or one that was there and
 * was milder. `before` is the validator's definition now. `undefined` where no document can be caught.
 */
export function violatorsOf(statement: Statement, before: string | null): Violators | undefined {
  const { name, target, body }: Command = readCommand(statement)
  if (!setsValidator(name, body) || typeof target !== 'string') return undefined
  const after: Document = { ...definitionDocument(before ?? '{}'), ...pick(body) }
  const validator = after['validator'] as Document | undefined
  const isStrict =
    (after['validationLevel'] ?? 'strict') === 'strict' && (after['validationAction'] ?? 'error') === 'error'
  if (!isStrict || validator === undefined || Object.keys(validator).length === 0) return undefined
  return { collection: target, filter: { $nor: [validator] } }
}

function setsValidator(name: string, body: Document): boolean {
  return name === 'collMod' && fields.some((field) => body[field] !== undefined)
}

function pick(body: Document): Document {
  return Object.fromEntries(fields.filter((field) => body[field] !== undefined).map((field) => [field, body[field]]))
}
