import type { Document } from 'mongodb'
import type { Command, Filter } from './command.ts'

/** What the server checks of documents that are written. */
export interface Validation {
  /** A JSON Schema as MongoDB takes it, `bsonType` included. */
  readonly jsonSchema?: Document
  /** A filter that documents have to match; instead of, or beside, `jsonSchema`. */
  readonly validator?: Filter
  /** `moderate` leaves documents alone that broke it before. */
  readonly level?: 'off' | 'moderate' | 'strict'
  /** `warn` only writes to the server's log. */
  readonly action?: 'error' | 'warn'
}

/** Puts a validator on a collection; documents that are there are not checked. */
export function setValidator(collection: string, validation: Validation): Command {
  return { collMod: collection, ...validatorFields(validation) }
}

/** Takes the validator off. */
export function removeValidator(collection: string): Command {
  return { collMod: collection, validator: {}, validationLevel: 'strict', validationAction: 'error' }
}

/** Finds documents that a validation refuses, their ids only: put it into an assertion before making it strict. */
export function findViolators(collection: string, validation: Validation, limit = 10): Command {
  const { validator } = validatorFields(validation)
  return { find: collection, filter: { $nor: [validator ?? {}] }, projection: { _id: 1 }, limit }
}

/** The fields of `create` and `collMod`. */
export function validatorFields({ jsonSchema, validator, level, action }: Validation): {
  readonly validator?: Filter
  readonly validationLevel?: string
  readonly validationAction?: string
} {
  const filter = { ...(jsonSchema && { $jsonSchema: jsonSchema }), ...validator }
  return {
    ...((jsonSchema || validator) && { validator: filter }),
    ...(level && { validationLevel: level }),
    ...(action && { validationAction: action }),
  }
}
