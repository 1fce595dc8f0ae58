import { applyRelease, planRelease, releaseStatus, resumeRelease, rollbackRelease } from '@slipway/core'
import { expect, test } from 'vitest'
import { makeStores, tables, type Stores } from '../src/release/stores.ts'

const bad = { 'events/V2__bad.sql': 'CREATE TABLE events2 (n int);\nSELECT nonsense;' }

async function there(stores: Stores): Promise<Readonly<Record<string, readonly string[]>>> {
  const found: Record<string, readonly string[]> = {}
  for (const name of ['catalog', 'orders', 'events']) found[name] = await tables(await stores.target(name))
  return found
}

const all = {
  catalog: ['table:public.catalog'],
  orders: ['table:public.orders'],
  events: ['table:public.events'],
}
const none = { catalog: [], orders: [], events: [] }

test('one release over three stores', async () => {
  await using stores = await makeStores()
  const planned = await planRelease(await stores.open())
  expect(planned.participants.map(({ pending }) => pending)).toEqual([1, 1, 1])
  const result = await applyRelease(await stores.open())
  expect(result).toMatchObject({ status: 'applied', number: 1 })
  expect(await there(stores)).toEqual(all)
  expect(await applyRelease(await stores.open())).toMatchObject({ status: 'nothing' })
  expect(await applyRelease(await stores.open(), { plan: planned.plan })).toMatchObject({
    status: 'applied',
    number: 1,
  })
  expect(await releaseStatus(await stores.open())).toMatchObject({
    last: { status: 'applied', number: 1 },
    disagreements: [],
  })
})

test('a failure before the point of no return takes everything back', async () => {
  await using stores = await makeStores({ files: bad })
  await expect(applyRelease(await stores.open())).rejects.toMatchObject({
    code: 'SW-RELEASE-REVERTED',
    message: expect.stringContaining('events: '),
  })
  expect(await there(stores)).toEqual(none)
  await stores.write({ 'events/V2__bad.sql': 'CREATE TABLE events2 (n int);' })
  expect(await applyRelease(await stores.open())).toMatchObject({ status: 'applied', number: 2 })
})

test('after the point of no return there is only forward: the file is mended', async () => {
  await using stores = await makeStores({ files: bad, release: { pointOfNoReturn: { after: 'orders' } } })
  await expect(applyRelease(await stores.open())).rejects.toMatchObject({ code: 'SW-RELEASE-OPEN' })
  expect(await there(stores)).toEqual(all)
  await expect(rollbackRelease(await stores.open())).rejects.toMatchObject({ code: 'SW-RELEASE-DECIDED' })
  await stores.write({ 'events/V2__bad.sql': 'CREATE TABLE events2 (n int);' })
  expect(await resumeRelease(await stores.open())).toMatchObject({ status: 'applied', number: 1 })
  expect(await there(stores)).toEqual({ ...all, events: ['table:public.events', 'table:public.events2'] })
})
