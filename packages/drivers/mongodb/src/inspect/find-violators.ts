import { SlipwayError } from '@slipway/core'
import type { Hazard, ObjectId, Statement } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import { collectionId, partsOf } from '../dialect/names/object-id.ts'
import { print } from '../dialect/text/print.ts'
import { validatorSetBy, violatorsOf } from '../dialect/violators.ts'
import type { Inside } from '../session/inside.ts'
import { readAllOf } from '../session/read-all.ts'
import { readDefinitions } from './read-definitions.ts'

/** How many are counted at most: beyond, the number changes nothing. */
const ENOUGH = 10_000
/** How many are named. */
const NAMED = 5
/** Milliseconds for the search. */
const PATIENCE = 60_000

/**
 * Documents that the validator which a statement sets is about to refuse at their next update; `undefined` where it sets
 * none. Only their ids are told.
 */
export function findViolators(inside: Inside, statement: Statement): Promise<readonly Hazard[]> | undefined {
  const validator = validatorSetBy(statement)
  return validator === undefined ? undefined : violatorsFound(inside, statement, validator)
}

async function violatorsFound(inside: Inside, statement: Statement, validator: ObjectId): Promise<readonly Hazard[]> {
  const holder = collectionId(partsOf(validator).names[0] ?? '')
  const { [validator]: before, [holder]: held } = await readDefinitions(inside, [validator, holder])
  const violators = violatorsOf(statement, before ?? null)
  if (violators === undefined || held === null) return []
  const { collection, filter } = violators
  const hazard = (severity: Hazard['severity'], message: string): readonly Hazard[] => [
    { code: 'SW-MONGO-VIOLATORS', severity, message, object: collectionId(collection) },
  ]
  let found: readonly Document[]
  try {
    found = await readAllOf(inside, inside.db.databaseName, {
      aggregate: collection,
      pipeline: [{ $match: filter }, { $limit: ENOUGH }, { $project: { _id: 1 } }],
      cursor: { batchSize: ENOUGH },
      maxTimeMS: PATIENCE,
    })
  } catch (thrown) {
    // What is wrong with the validator itself the server says when it is sent.
    if (!(thrown instanceof SlipwayError) || thrown.details['kind'] !== 'lock-timeout') return []
    return hazard(
      'inform',
      `${collection} is too large to look for documents that break its new validator within ${PATIENCE / 1000} s.`,
    )
  }
  if (found.length === 0) return []
  const ids = found.slice(0, NAMED).map((document) => print(document['_id']))
  const number =
    found.length === ENOUGH
      ? `${ENOUGH} or more documents`
      : found.length === 1
        ? '1 document'
        : `${found.length} documents`
  const others = found.length > NAMED ? ', …' : ''
  return hazard(
    'stop',
    `${number} of ${collection} ${found.length === 1 ? 'breaks' : 'break'} the validator and can then not be updated any more: _id ${ids.join(', ')}${others}`,
  )
}
