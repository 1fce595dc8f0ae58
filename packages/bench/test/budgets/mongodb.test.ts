import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mongodbFiles } from '@slipway/adapter-mongodb'
import { environment } from '@slipway/cli'
import { apply, openWorkspace, planRollback, rollback, status } from '@slipway/core'
import type { Driver, Session } from '@slipway/core/plugin'
import { mongodb } from '@slipway/driver-mongodb'
import { freshDatabase, sharedMongodb, type FreshDatabase } from '@slipway/testkit'
import type { MongoClient } from 'mongodb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mostOf } from '../../src/budgets.ts'

let folder: string
let database: FreshDatabase

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-budget-'))
  database = await freshDatabase(await sharedMongodb({ version: '6.0', nodes: 1 }))
})
afterEach(async () => {
  await database.drop()
  await rm(folder, { recursive: true })
})

/** The driver, and the commands that its sessions have sent once they were open. */
function watched(): { readonly driver: Driver; readonly sent: string[] } {
  const sent: string[] = []
  const watch = (session: Session): void => {
    const { client } = session.native as { readonly client: MongoClient }
    client.on('commandStarted', ({ commandName }) => void sent.push(commandName))
  }
  const driver = mongodb({ url: database.url, client: { monitorCommands: true } })
  return {
    driver: {
      ...driver,
      async connect(options) {
        const session = await driver.connect(options)
        watch(session)
        return session
      },
      lease: (options, work) =>
        driver.lease(options, (held) => {
          watch(held.session)
          return work(held)
        }),
    },
    sent,
  }
}

async function write(from: number, to: number, commands: (id: string) => readonly object[]): Promise<void> {
  for (let number = from; number < to; number += 1) {
    const id = String(number).padStart(2, '0')
    await writeFile(join(folder, `V${id}__m.json`), JSON.stringify(commands(id)))
  }
}

/** Where each command of a name stands. */
const placesOf = (name: string, sent: readonly string[]): readonly number[] =>
  sent.flatMap((one, index) => (one === name ? [index] : []))

/** How many commands there are from one of a name up to the next one of it, usually: a transaction may be tried again. */
function between(name: string, sent: readonly string[]): number {
  const places = placesOf(name, sent)
  const counts = places.slice(1).map((place, before) => place - (places[before] ?? 0))
  expect(counts).toHaveLength(4)
  return counts.toSorted((a, b) => a - b)[1] ?? Infinity
}

test('each migration takes as many commands as the one before it, there and back', async () => {
  const { driver, sent } = watched()
  const config = { driver, adapter: mongodbFiles({ locations: [folder] }) }
  const { workspace, close } = await openWorkspace(config, { environment: environment(folder) })
  const sentBy = async (run: () => Promise<unknown>): Promise<readonly string[]> => {
    sent.length = 0
    await run()
    return [...sent]
  }

  await write(0, 1, () => [{ create: 'all' }])
  await write(1, 6, (id) => [{ insert: 'all', documents: [{ _id: id }] }])
  const documents = await sentBy(() => apply(workspace))
  await write(11, 16, (id) => [
    { create: `c_${id}`, validator: { name: { $type: 'string' } } },
    { createIndexes: `c_${id}`, indexes: [{ key: { name: 1 }, name: 'name_1' }] },
  ])
  const collections = await sentBy(() => apply(workspace))
  const read = await sentBy(() => status(workspace))
  const { plan } = await planRollback(workspace, { batch: 2 })
  const undone = await sentBy(() => rollback(workspace, { plan }))
  await close()

  const [first = 0] = placesOf('create', documents)
  const last = placesOf('insert', documents).at(-1) ?? 0
  expect(between('insert', documents)).toBeLessThanOrEqual(mostOf('mongodb.documents'))
  expect(between('create', collections)).toBeLessThanOrEqual(mostOf('mongodb.collection'))
  expect(between('drop', undone)).toBeLessThanOrEqual(mostOf('mongodb.rollback'))
  expect(first + documents.length - last).toBeLessThanOrEqual(mostOf('mongodb.fixed'))
  expect(read.length).toBeLessThanOrEqual(mostOf('mongodb.status'))
})
