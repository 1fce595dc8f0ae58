import { freshDatabase, sharedMongodb } from '@slipway/testkit'
import { MongoClient } from 'mongodb'
import { expect, test } from 'vitest'
import { mongodb } from '../src/index.ts'
import { command, refusal, timeouts } from './fixtures/values.ts'

test('a scratch keeps all that is in it, and is gone when dropped', async () => {
  await using database = await freshDatabase(await sharedMongodb({ version: '6.0' }))
  const driver = mongodb({ url: database.url })
  const home = await driver.connect()
  const nonce = database.name.replace('t_', 'x')
  const made = await driver.scratch!(nonce)
  const session = await made.driver.connect()
  await session.execute(command({ create: 'a' }))
  await made.driver.lease({ project: 'app', owner: 'me', timeouts }, async () => undefined)
  expect(Object.keys((await session.inspect()).objects)).toEqual(['collection:a'])
  expect((await driver.leftovers!(home)).map(({ object }) => object)).toContain(`database:${made.name}`)

  await using app = new MongoClient(made.url)
  expect(await app.db().collection('a').countDocuments()).toBe(0)
  const journals = await app.db('slipway').listCollections({ name: 'journal' }).toArray()
  if (journals.length > 0)
    expect(await app.db('slipway').collection('journal').countDocuments({ database: made.name })).toBe(0)

  const twin = await driver.scratch!(`${nonce}twin`)
  await app
    .db(twin.name)
    .collection('slipway.scratch')
    .updateOne({}, { $set: { nonce: 'production' } })
  expect(await refusal(twin.drop())).toMatchObject({ code: 'SW-SCOPE' })
  await app.db(twin.name).dropDatabase()
  await twin.drop()

  await made.drop()
  await made.drop()
  expect((await driver.leftovers!(home)).map(({ object }) => object)).not.toContain(`database:${made.name}`)
  expect(await refusal(driver.scratch!('No way'))).toMatchObject({ code: 'SW-USAGE' })
  await Promise.all([session.close(), home.close()])
})
