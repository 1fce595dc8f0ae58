import type { Hazard, ObjectId } from '@slipway/core/plugin'
import { sqlName } from '../names/object-id.ts'
import { hazard } from './draft.ts'
import type { Scope } from './scope.ts'
import { found, isNew, setting } from './scope.ts'
import type { Through } from './written-through.ts'
import { writtenThrough } from './written-through.ts'

/** Engines whose writes take part in a transaction. All others keep what they wrote when it is rolled back. */
const transactional: ReadonlySet<string> = new Set(['innodb', 'rocksdb', 'tokudb', 'ndbcluster', 'ndb', 'xtradb'])

/** What the engines of all tables written come to. */
export interface Engines {
  readonly atomic: boolean
  readonly hazards: readonly Hazard[]
}

/** The engine of a table, `undefined` where nothing tells. */
export function engineOf(scope: Scope, table: ObjectId): string | undefined {
  const stated = scope.known.engines.get(table)
  if (stated !== undefined) return stated
  if (isNew(scope, table)) return setting(scope, 'default_storage_engine')
  const definition = found(scope, table)?.definition
  return definition === undefined ? undefined : /\bENGINE\s*=?\s*(\w+)/i.exec(definition)?.[1]
}

export function isTransactional(engine: string): boolean {
  return transactional.has(engine.toLowerCase())
}

/**
 * Walks over the tables that a statement writes, through triggers and cascades, and tells whether all of it commits
 * together with a journal row. Without a schema nothing is known, and the driver looks before it runs the statement.
 */
export function enginesWritten(scope: Scope, tables: readonly ObjectId[], event: string): Engines {
  return enginesOf(scope, writtenThrough(scope, tables, event))
}

/** Tells the same of what was found to be written. */
export function enginesOf(scope: Scope, through: Through): Engines {
  const hazards: Hazard[] = []
  let atomic = true
  for (const { table, way } of through.tables) {
    const engine = engineOf(scope, table)
    const how = way === undefined ? '' : ` (through ${way})`
    if (engine !== undefined && !isTransactional(engine)) {
      atomic = false
      const message = `${sqlName(table)}${how} is kept in ${engine}, which has no transactions: what is written there stays when the rest is rolled back. Convert it to InnoDB first: ALTER TABLE ${sqlName(table)} ENGINE=InnoDB`
      hazards.push(hazard('SW-MYSQL-ENGINE', 'stop', message, table))
    } else if (engine === undefined && scope.schema !== undefined) {
      const message = `The engine of ${sqlName(table)}${how} is not known from here. Slipway looks before it runs the statement, and refuses where the engine has no transactions.`
      hazards.push(hazard('SW-MYSQL-ENGINE', 'inform', message, table))
    }
  }
  for (const program of through.committing) {
    atomic = false
    const message = `${program} may commit or run what commits by itself: if it is interrupted, nobody can tell what took effect.`
    hazards.push(hazard('SW-OPAQUE', 'inform', message))
  }
  return { atomic, hazards }
}
