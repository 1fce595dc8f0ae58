import { execFile } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freshDatabase, sharedMongodb } from '@slipway/testkit'
import { mongodb } from '@slipway/driver-mongodb'
import { expect, test } from 'vitest'
import { project } from './project.ts'

const here = dirname(fileURLToPath(import.meta.url))

interface Outcome {
  readonly id: string
  readonly code?: string
  readonly message?: string
  readonly hint?: string
}

/** Runs every module of a project in a process of its own; answers how each went, and what is in collection `seen`. */
async function ran(files: Readonly<Record<string, string>>): Promise<{ outcomes: readonly Outcome[]; seen: unknown }> {
  await using database = await freshDatabase(await sharedMongodb({ version: '6.0' }))
  const { cwd } = project(files)
  symlinkSync(join(here, '../node_modules'), join(cwd, 'node_modules'))
  const script = join(here, 'fixtures/run-modules.ts')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=slipway-dev', '--no-warnings', script, cwd],
    { env: { ...process.env, MODULES_URL: database.url } },
  )
  const session = await mongodb({ url: database.url }).connect()
  const { rows } = await session.execute({ text: '{ "find": "seen", "sort": { "_id": 1 } }' })
  await session.close()
  return { outcomes: JSON.parse(stdout) as readonly Outcome[], seen: rows }
}

test('modules as migrate-mongo writes them get database and client', async () => {
  const { outcomes, seen } = await ran({
    'migrations/20260101000000-esm.mjs':
      'export const up = async (db, client) => { await db.collection("seen").insertOne({ _id: 1, client: typeof client.startSession }) }',
    'migrations/20260102000000-common.cjs':
      'module.exports = { own: 2, async up(db) { await db.collection("seen").insertOne({ _id: this.own }) } }',
    'migrations/20260103000000-typed.ts':
      'interface Seen { _id: number }\nexport const up = async (db: any): Promise<void> => { await db.collection("seen").insertOne({ _id: 3 } satisfies Seen) }',
    'migrations/20260104000000-default.mjs':
      'export default { async up(db) { await db.collection("seen").insertOne({ _id: 4 }) } }',
  })
  expect(outcomes.map(({ message }) => message)).toEqual(Array(4).fill(undefined))
  expect(seen).toEqual([{ _id: 1, client: 'function' }, { _id: 2 }, { _id: 3 }, { _id: 4 }])
})

test('modules of ours get the session, and what is wrong with others is said', async () => {
  const { outcomes, seen } = await ran({
    'migrations/V1__own.ts': `
      import type { Session } from '@slipway/core/plugin'
      import { insertDocuments, run } from '@slipway/driver-mongodb/commands'
      export async function up(session: Session): Promise<void> {
        await run(session, insertDocuments('seen', [{ _id: 1 }]))
      }`,
    'migrations/V2__enum.ts': 'enum Kind { A }\nexport const up = (): Kind => Kind.A',
    'migrations/V3__import.mjs': 'import "./gone"\nexport const up = () => {}',
    'migrations/V4__throws.mjs': 'throw new Error("at the top")\nexport const up = () => {}',
    'migrations/V5__no-function.mjs': 'const up = 5\nexport { up }',
  })
  expect(outcomes[0]).toEqual({ id: 'V1' })
  expect(seen).toEqual([{ _id: 1 }])
  expect(outcomes.slice(1).map(({ code }) => code)).toEqual(Array(4).fill('SW-CODE-FAILED'))
  expect(outcomes[1]?.hint).toContain('Add a loader that does')
  expect(outcomes[2]?.hint).toContain('extension included')
  expect(outcomes[3]?.message).toContain('migrations/V4__throws.mjs cannot be loaded: at the top')
  expect(outcomes[4]?.message).toContain('exports no function up')
})
