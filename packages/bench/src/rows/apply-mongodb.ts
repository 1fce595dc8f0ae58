import { join } from 'node:path'
import type { Contender, Row, Setting } from '../harness/row.ts'
import { expectSame } from '../rivals/expect-same.ts'
import { runLoop } from '../rivals/loop.ts'
import { runMigrateMongo, writeMigrateMongo } from '../rivals/migrate-mongo.ts'
import { onSampleDatabase, type OnSampleDatabase } from '../rivals/on-sample-database.ts'
import { sampleDatabase } from '../rivals/sample-database.ts'
import { runSlipway, writeFiles, writeProject } from '../rivals/slipway-project.ts'
import { versionOf } from '../rivals/version-of.ts'
import { mongodbServer, onMongodb } from '../servers/mongodb.ts'
import { collectionMigrations, commandFiles, migrateMongoFiles } from '../work/collections.ts'

/**
 * Looks for the collection, the validator and the index of every migration.
 *
 * @throws Error when one is missing.
 */
export async function checkCollections(url: string, count: number): Promise<void> {
  const found = await onMongodb(url, async (db) => {
    const collections = await db.listCollections({ name: /^c_/ }).toArray()
    const validators = collections.filter((each) => 'options' in each && each.options?.validator !== undefined)
    const indexes = await Promise.all(collections.map(({ name }) => db.collection(name).indexExists('name_1')))
    return [collections.length, validators.length, indexes.filter(Boolean).length]
  })
  expectSame('collections, validators, indexes', found, [count, count, count])
}

async function contenders(size: number, setting: Setting): Promise<readonly Contender[]> {
  const server = await mongodbServer(setting)
  const migrations = collectionMigrations(size)
  const at = (name: string): string => join(setting.folder, name)
  // The journal of Slipway stands in a database of its own; each sample begins without it.
  const clean = (): Promise<void> =>
    onMongodb(server.url, async (_, client) => void (await client.db('slipway').dropDatabase()))
  const common = (): Pick<OnSampleDatabase, 'databases' | 'check'> => ({
    databases: sampleDatabase(server, clean),
    check: (url) => checkCollections(url, size),
  })
  return [
    onSampleDatabase({
      ...common(),
      name: 'slipway',
      version: await versionOf('@slipway/cli'),
      kind: 'slipway',
      write: () => writeProject(at('slipway'), 'mongodb', commandFiles(migrations)),
      run: (url) => runSlipway(at('slipway'), ['apply'], url),
    }),
    onSampleDatabase({
      ...common(),
      name: 'driver loop',
      version: await versionOf('mongodb'),
      kind: 'floor',
      write: () => writeFiles(at('loop'), commandFiles(migrations)),
      run: (url) => runLoop('mongodb-loop', [at('loop')], url),
    }),
    onSampleDatabase({
      ...common(),
      name: 'migrate-mongo',
      version: await versionOf('migrate-mongo'),
      kind: 'tool',
      write: () => writeMigrateMongo(at('migrate-mongo'), migrateMongoFiles(migrations)),
      run: (url) => runMigrateMongo(at('migrate-mongo'), ['up'], url),
    }),
  ]
}

/** Commands that change definitions take no transaction there: what a tool adds is what it writes down around each of them. */
export const applyMongodb: Row = {
  name: 'apply-mongodb',
  title: 'apply small migrations from empty, MongoDB 6.0',
  sizes: { short: [50], full: [50, 100, 200] },
  unit: 'migrations',
  reach: { words: 'at most 1.5 × the floor', beside: 'driver loop', times: 1.5, at: [200] },
  contenders,
}
