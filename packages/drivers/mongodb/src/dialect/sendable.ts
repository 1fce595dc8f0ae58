import type { Statement } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import { readCommand } from './command.ts'
import { namespaceOf } from './names/namespace.ts'

/** A command as a client sends it. */
export interface Sendable {
  /** The database that it is run in: the connected one, or `admin` for what the server takes only there. */
  readonly database: string
  readonly command: Document
  /** Its first key. */
  readonly name: string
  /** It answers with a cursor, whose batches are read to the end. */
  readonly cursor: boolean
}

const adminCommands: ReadonlySet<string> = new Set([
  'renameCollection',
  'setFeatureCompatibilityVersion',
  'setParameter',
  'getParameter',
  'fsync',
  'shutdown',
  'replSetStepDown',
  'replSetReconfig',
  'currentOp',
  'killOp',
  'enableSharding',
  'shardCollection',
  'reshardCollection',
  'refineCollectionShardKey',
  'moveChunk',
  'moveCollection',
  'unshardCollection',
  'addShard',
  'removeShard',
  'balancerStart',
  'balancerStop',
  'setDefaultRWConcern',
  'setClusterParameter',
  'listDatabases',
])

/** True for a command that the server takes in the database `admin` only. */
export function isAdmin(name: string): boolean {
  return adminCommands.has(name)
}

/** What is sent for a statement: names filled in with the database, and the cursor that `aggregate` has to ask for. */
export function sendable(statement: Statement, database: string): Sendable {
  const { name, body } = readCommand(statement)
  const rest: Document = { ...body }
  if (name === 'renameCollection') {
    for (const key of ['renameCollection', 'to']) rest[key] = namespaceOf(body[key], database).full
  }
  if (name === 'aggregate' && rest['cursor'] === undefined && rest['explain'] === undefined) rest['cursor'] = {}
  return {
    database: isAdmin(name) ? 'admin' : database,
    command: rest,
    name,
    cursor: name === 'aggregate' || name === 'find' || name === 'listIndexes' || name === 'listCollections',
  }
}
