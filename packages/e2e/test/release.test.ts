import {
  apply,
  applyRelease,
  doctor,
  openGate,
  planRelease,
  planRollback,
  releaseFindings,
  releaseStatus,
  repairRelease,
  resumeRelease,
  rollback,
  rollbackRelease,
} from '@slipway/core'
import { expect, test } from 'vitest'
import { query } from '../src/query.ts'
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

test('what somebody finished on its own target counts as done', async () => {
  await using stores = await makeStores({ files: bad, release: { pointOfNoReturn: { after: 'orders' } } })
  await expect(applyRelease(await stores.open())).rejects.toMatchObject({ code: 'SW-RELEASE-OPEN' })
  await stores.write({ 'events/V2__bad.sql': 'CREATE TABLE events2 (n int);' })
  await apply(await stores.target('events'))
  expect(await resumeRelease(await stores.open())).toMatchObject({ status: 'applied', number: 1 })
})

test('a compensation that fails is a state with a name and a way on', async () => {
  await using stores = await makeStores({ files: { ...bad, 'catalog/U1__catalog.sql': 'DROP TABLE nowhere;' } })
  await expect(applyRelease(await stores.open())).rejects.toMatchObject({ code: 'SW-RELEASE-COMPENSATION' })
  expect(await there(stores)).toEqual({ ...none, catalog: all.catalog })
  const { findings, exit } = releaseFindings(await releaseStatus(await stores.open()))
  expect([exit, findings.map(({ code }) => code)]).toEqual([6, ['SW-RELEASE-COMPENSATION']])
  await expect(resumeRelease(await stores.open())).rejects.toMatchObject({ code: 'SW-RELEASE-COMPENSATION' })
  await stores.write({ 'catalog/U1__catalog.sql': 'DROP TABLE catalog;' })
  expect(await resumeRelease(await stores.open())).toMatchObject({ status: 'reverted', number: 1 })
  expect(await there(stores)).toEqual(none)
})

test('what could not be taken back must lie past the point of no return', async () => {
  const oneWay = { 'events/V2__gone.sql': '-- slipway:irreversible what is gone is gone\nCREATE TABLE gone (n int);' }
  await using stores = await makeStores({ files: oneWay })
  await expect(applyRelease(await stores.open())).rejects.toMatchObject({
    code: 'SW-IRREVERSIBLE',
    hint: expect.stringContaining("{ before: 'events' }"),
  })
  expect(await there(stores)).toEqual(none)
  expect((await releaseStatus(await stores.open())).last).toBeUndefined()
})

test('a release waits at the gate of a store, and asks when another one was undone meanwhile', async () => {
  const gated = { 'events/V2__late.sql': '-- slipway:gate live until it is live\nCREATE TABLE late (n int);' }
  await using stores = await makeStores({ files: gated })
  expect(await applyRelease(await stores.open())).toMatchObject({
    status: 'waiting',
    gate: { target: 'events', gate: 'live' },
  })
  await expect(planRelease(await stores.open())).rejects.toMatchObject({ code: 'SW-RELEASE-OPEN' })
  const commands = async (target: string): Promise<readonly string[]> =>
    (await doctor(await stores.target(target))).findings.flatMap(({ exits }) => exits.map(({ command }) => command))
  expect(await commands('orders')).toContain('slipway doctor --release shop')
  expect(await commands('events')).toContain('slipway resume --release shop')
  await expect(resumeRelease(await stores.open())).rejects.toMatchObject({ code: 'SW-GATE' })
  const catalog = await stores.target('catalog')
  await rollback(catalog, { plan: (await planRollback(catalog)).plan })
  await openGate(await stores.target('events'), { gate: 'live', evidence: 'seen' })
  await expect(resumeRelease(await stores.open())).rejects.toMatchObject({ code: 'SW-RELEASE-DISAGREES' })
  expect(await rollbackRelease(await stores.open())).toMatchObject({ status: 'reverted' })
  expect(await there(stores)).toEqual(none)
})

test.each(['catalog', 'orders'])(
  'a %s that was restored from a backup is named, and nothing is changed',
  async (name) => {
    await using stores = await makeStores()
    await applyRelease(await stores.open())
    // What a backup from before the release holds.
    await query(stores.url(name), `DELETE FROM slipway.journal; DROP TABLE ${name}`)
    await stores.write({ 'events/V2__more.sql': 'CREATE TABLE more (n int);' })
    const restored = { ...all, [name]: [] }
    for (const command of [applyRelease, planRelease, resumeRelease, rollbackRelease])
      await expect(command(await stores.open())).rejects.toMatchObject({ code: 'SW-RELEASE-DISAGREES' })
    expect(await there(stores)).toEqual(restored)
    const { findings, exit } = releaseFindings(await releaseStatus(await stores.open()))
    expect(exit).toBe(7)
    expect(findings[0]?.message).toContain(name)
    expect((await repairRelease(await stores.open(), { why: 'restored on purpose' })).closed).toHaveLength(1)
    expect(await applyRelease(await stores.open())).toMatchObject({ status: 'applied' })
    expect(await there(stores)).toEqual({ ...all, events: ['table:public.events', 'table:public.more'] })
  },
)

test('two deployers of one release: one applies it, the other finds it done', async () => {
  await using stores = await makeStores()
  const { plan } = await planRelease(await stores.open())
  const both = await Promise.all([
    applyRelease(await stores.open(), { plan }),
    applyRelease(await stores.open(), { plan }),
  ])
  expect(both).toMatchObject([
    { status: 'applied', number: 1 },
    { status: 'applied', number: 1 },
  ])
  expect(both.filter(({ participants }) => participants.some(({ run }) => run))).toHaveLength(1)
})
