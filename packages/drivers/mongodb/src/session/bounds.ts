import type { Timeouts } from '@slipway/core/plugin'
import type { Document } from 'mongodb'

/**
 * Commands that only wait for a lock on a collection and then are done at once. While one waits, all that comes after it
 * for that collection waits behind it.
 */
const brief = new Set(['create', 'drop', 'dropIndexes', 'deleteIndexes', 'renameCollection'])

/** Commands that leave something behind and so take a write concern. */
const writing = new Set([
  'insert',
  'update',
  'delete',
  'findAndModify',
  'findandmodify',
  'create',
  'createIndexes',
  'collMod',
  'drop',
  'dropIndexes',
  'deleteIndexes',
  'dropDatabase',
  'renameCollection',
  'convertToCapped',
  'cloneCollectionAsCapped',
  'createUser',
  'updateUser',
  'dropUser',
  'createRole',
  'updateRole',
  'dropRole',
  'grantRolesToUser',
  'revokeRolesFromUser',
])

const verbOf = (command: Document): string => Object.keys(command)[0] ?? ''

/** A pipeline that writes somewhere. */
const outputs = (command: Document): boolean => {
  const stages = command['pipeline'] as unknown
  const last = Array.isArray(stages) ? (stages.at(-1) as Document | undefined) : undefined
  return last !== undefined && ('$out' in last || '$merge' in last)
}

/** Turning an index into a unique one reads all of it. */
const isBrief = (command: Document): boolean => {
  const verb = verbOf(command)
  return brief.has(verb) || (verb === 'collMod' && (command['index'] as Document | undefined)?.['unique'] !== true)
}

/** How long the server may work on a command, in milliseconds; `undefined`: as long as it takes. */
export function longest(command: Document, timeouts: Timeouts | undefined): number | undefined {
  if (timeouts === undefined) return undefined
  const bounds = [timeouts.statement, isBrief(command) ? timeouts.lock : 0].filter((bound) => bound > 0)
  return bounds.length === 0 ? undefined : Math.min(...bounds, 2_147_483_647)
}

/** A command with what bounds it and how it is to be acknowledged; what its author wrote stands. */
export function bounded(command: Document, timeouts: Timeouts | undefined, inTransaction: boolean): Document {
  const limit = longest(command, timeouts)
  const acknowledge = !inTransaction && (writing.has(verbOf(command)) || outputs(command))
  return {
    ...command,
    ...(limit === undefined || 'maxTimeMS' in command ? {} : { maxTimeMS: limit }),
    ...(acknowledge && !('writeConcern' in command) ? { writeConcern: { w: 'majority', j: true } } : {}),
  }
}
