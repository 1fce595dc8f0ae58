import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshDatabase, sharedMongodb, type FreshDatabase } from '@slipway/testkit'
import type { Db, MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mongodb, type MongodbOptions } from '../src/index.ts'
import { command, landed, refusal, timeouts } from './fixtures/values.ts'

const canary = 'canary/?#4711 ü'
let database: FreshDatabase
let dir: string

beforeAll(async () => {
  database = await freshDatabase(await sharedMongodb({ version: '6.0' }))
  dir = await mkdtemp(join(tmpdir(), 'slipway-'))
})
afterAll(async () => {
  await database.drop()
  await rm(dir, { recursive: true })
})

const password = (): string => decodeURIComponent(/\/\/[^:]+:([^@]+)@/.exec(database.url)?.[1] ?? '')
const withPassword = (text: string): string =>
  database.url.replace(/(\/\/[^:]+):[^@]+@/, text === '' ? '$1@' : `$1:${text}@`)
const quick = (url: string): string => `${url}${url.includes('?') ? '&' : '?'}serverSelectionTimeoutMS=1000`
const failing = (options: MongodbOptions) => refusal(mongodb(options).connect())

test('nothing is read or connected to before it is used', () => {
  expect(mongodb({ url: undefined }).address).toBe('no host')
  const driver = mongodb({ url: 'mongodb://u:pw@db1:27017,db2:27018/shop?replicaSet=rs0', passwordFile: '/nowhere' })
  expect(driver.address).toBe('db1:27017,db2:27018/shop')
})

test('every way of giving the password works', async () => {
  const file = join(dir, 'password')
  await writeFile(file, `${password()}\n`)
  const ways: MongodbOptions[] = [
    { url: database.url },
    { url: withPassword(''), password: password() },
    { url: withPassword(''), password: async () => password() },
    { url: withPassword(''), passwordFile: file },
    { url: database.url.replace(`/${database.name}`, '/'), database: database.name },
  ]
  for (const options of ways) {
    const session = await mongodb({ ...options, application: 'deploys' }).connect()
    expect(session.server).toMatchObject({ flavor: 'mongodb', topology: 'primary', pooled: false })
    expect(session.server.settings).toMatchObject({ deployment: 'replica set', featureCompatibilityVersion: '6.0' })
    const peer = await mongodb(options).alive(session, session.identity!)
    expect(peer).toMatchObject({ id: session.identity?.id, application: 'deploys', user: 'root' })
    await session.close()
  }
})

test.each<[string, () => MongodbOptions, string]>([
  ['wrong password', () => ({ url: withPassword(encodeURIComponent(canary)) }), 'SW-CONNECT-AUTH'],
  ['wrong password beside the url', () => ({ url: database.url, password: canary }), 'SW-CONNECT-AUTH'],
  ['unknown user', () => ({ url: database.url, user: 'nobody' }), 'SW-CONNECT-AUTH'],
  [
    'a way to log in that the user has not',
    () => ({ url: `${database.url}&authMechanism=MONGODB-X509` }),
    'SW-CONNECT-AUTH',
  ],
  ['nothing listens', () => ({ url: quick(`mongodb://u:${encodeURIComponent(canary)}@127.0.0.1:1/x`) }), 'SW-CONNECT'],
  ['no such host', () => ({ url: quick(`mongodb://u:${encodeURIComponent(canary)}@host.invalid/x`) }), 'SW-CONNECT'],
  [
    'another replica set',
    () => ({ url: quick(database.url.replace('replicaSet=rs0', 'replicaSet=other')) }),
    'SW-CONNECT',
  ],
  ['unknown parameter', () => ({ url: `mongodb://u:${encodeURIComponent(canary)}@127.0.0.1/x?nope=1` }), 'SW-CONFIG'],
  ['no database', () => ({ url: database.url.replace(`/${database.name}`, '/') }), 'SW-CONFIG'],
  ['not a url', () => ({ url: `host=x password=${canary}` }), 'SW-CONFIG'],
  ['a percent sign that encodes nothing', () => ({ url: 'mongodb://app:canary%sure@127.0.0.1/shop' }), 'SW-CONFIG'],
  ['empty url', () => ({ url: '' }), 'SW-CONFIG'],
  ['no password file', () => ({ url: database.url, passwordFile: '/nowhere/at/all' }), 'SW-CONFIG'],
])('%s', async (_what, options, code) => {
  const given = options()
  const refused = await failing(given)
  expect(refused.code).toBe(code)
  const shown = JSON.stringify(refused) + mongodb(given).address
  for (const secret of [canary, encodeURIComponent(canary), 'canary']) expect(shown).not.toContain(secret)
})

test('what an application reads from is not where a migration reads', async () => {
  const join = database.url.includes('?') ? '&' : '?'
  const reading = 'readPreference=secondary&readPreferenceTags=dc:ny&maxStalenessSeconds=120&readConcernLevel=available'
  const session = await mongodb({ url: `${database.url}${join}${reading}` }).connect()
  const { db } = session.native as { db: Db }
  expect(db.readPreference.mode).toBe('primary')
  expect(db.readConcern?.level).toBeUndefined()
  expect(db.writeConcern).toMatchObject({ w: 'majority' })
  await session.close()
})

test('what the server can do is found out by who writes, and known to who reads', async () => {
  const driver = mongodb({ url: database.url, store: database.name })
  const found = await driver.lease({ project: 'app', owner: 'me', timeouts }, async ({ session }) => session.server)
  expect(found.capabilities).toEqual({
    transactions: 'yes',
    validators: 'yes',
    partialIndexes: 'yes',
    hiddenIndexes: 'yes',
    prepareUnique: 'yes',
    merge: 'yes',
    pipelineUpdates: 'yes',
    timeseries: 'yes',
    clustered: 'yes',
    preImages: 'yes',
  })
  const session = await driver.connect()
  expect(session.server.capabilities).toEqual(found.capabilities)
  expect(await driver.leftovers!(session)).toEqual([])
  await session.close()
})

test('a secondary is read, and refuses to deploy', async () => {
  const three = await sharedMongodb({ version: '6.0', nodes: 3 })
  await using there = await freshDatabase(three)
  const primary = await mongodb({ url: there.url }).connect()
  await primary.execute(command({ create: 'a' }))
  const { client } = primary.native as { client: MongoClient }
  const hello = await client.db().command({ hello: 1 })
  const other = (hello['hosts'] as string[]).find((host) => host !== hello['me'])
  const url = there.url.replace(/@[^/]+\//, `@${other}/`).replace(/replicaSet=[^&]+/, 'directConnection=true')
  const driver = mongodb({ url })
  const secondary = await driver.connect()
  expect(secondary.server.topology).toBe('replica')
  // The majority that has it need not be this one.
  await expect.poll(async () => Object.keys((await secondary.inspect()).objects)).toEqual(['collection:a'])
  expect(await driver.journal(secondary, 'app').read()).toEqual([])
  expect(await refusal(driver.journal(secondary, 'app').append([landed(1)], undefined))).toMatchObject({
    code: 'SW-NOT-PRIMARY',
  })
  expect(await refusal(secondary.execute(command({ insert: 'a', documents: [{}] })))).toMatchObject({
    kind: 'answer-lost',
  })
  expect(await refusal(driver.lease({ project: 'app', owner: 'me', timeouts }, async () => undefined))).toMatchObject({
    code: 'SW-NOT-PRIMARY',
    message: expect.stringContaining('Nothing was changed'),
  })
  expect(await driver.identify(secondary)).toEqual(await mongodb({ url: there.url }).identify(primary))
  await Promise.all([primary.close(), secondary.close()])
})
