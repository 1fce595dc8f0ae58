import type { Kind } from '../draft.ts'
import { aggregate } from './aggregate.ts'
import { beyond, dropDatabase, opaque } from './beyond.ts'
import { collMod } from './coll-mod.ts'
import { createIndexes } from './create-indexes.ts'
import { create } from './create.ts'
import { remove } from './delete.ts'
import { dropIndexes } from './drop-indexes.ts'
import { drop } from './drop.ts'
import { findAndModify } from './find-and-modify.ts'
import { insert } from './insert.ts'
import { reads } from './reads.ts'
import { renameCollection } from './rename-collection.ts'
import { update } from './update.ts'

const reading = ['find', 'count', 'distinct', 'listCollections', 'listIndexes', 'dbStats', 'collStats', 'ping', 'hello']
const wider = [
  'createUser',
  'updateUser',
  'dropUser',
  'createRole',
  'updateRole',
  'dropRole',
  'grantRolesToUser',
  'revokeRolesFromUser',
  'grantPrivilegesToRole',
  'revokePrivilegesFromRole',
  'setFeatureCompatibilityVersion',
  'setParameter',
  'setClusterParameter',
  'setDefaultRWConcern',
  'enableSharding',
  'shardCollection',
  'reshardCollection',
  'refineCollectionShardKey',
  'moveCollection',
  'unshardCollection',
  'addShard',
  'removeShard',
  'replSetReconfig',
  'replSetStepDown',
  'shutdown',
  'fsync',
  'killOp',
]

const kinds: Readonly<Record<string, Kind>> = {
  aggregate,
  collMod,
  create,
  createIndexes,
  delete: remove,
  drop,
  dropDatabase,
  dropIndexes,
  deleteIndexes: dropIndexes,
  findAndModify,
  findandmodify: findAndModify,
  insert,
  renameCollection,
  update,
  ...Object.fromEntries(reading.map((name) => [name, reads])),
  ...Object.fromEntries(wider.map((name) => [name, beyond])),
}

const unknown = opaque(Object.keys(kinds))

/** What knows a command by its name. */
export function kindOf(name: string): Kind {
  return Object.hasOwn(kinds, name) ? (kinds[name] ?? unknown) : unknown
}
