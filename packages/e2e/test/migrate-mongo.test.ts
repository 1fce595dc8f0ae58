import { fileURLToPath } from 'node:url'
import { migrateMongo, mongodbFiles } from '@slipway/adapter-mongodb'
import { environment } from '@slipway/cli'
import { apply, history, openWorkspace, resume, type Adapter, type Bridge } from '@slipway/core'
import { mongodb } from '@slipway/driver-mongodb'
import { freshDatabase, sharedMongodb, type FreshDatabase } from '@slipway/testkit'
import { expect, test } from 'vitest'
import { slipway, startNode, type Ended } from '../src/child.ts'
import { makeProject, type Files, type Project } from '../src/project.ts'

const config = [
  "import { migrateMongo } from '@slipway/adapter-mongodb'",
  "import { defineConfig } from '@slipway/cli'",
  "import { mongodb } from '@slipway/driver-mongodb'",
  '',
  'const project = await migrateMongo()',
  'export default defineConfig({ driver: mongodb(project.connection()), adapter: project, timeouts: { lease: 700 } })',
  '',
].join('\n')

const toolConfig = `
if (!process.env.DATABASE_URL) throw new Error('DATABASE_URL is not set')
export default {
  mongodb: { url: process.env.DATABASE_URL, options: {} },
  migrationsDir: 'migrations',
  changelogCollectionName: 'changelog',
  lockCollectionName: 'changelog_lock',
  lockTtl: 600,
  migrationFileExtension: '.js',
  useFileHash: false,
  moduleSystem: 'esm',
}
`

const names = ['a', 'b', 'c', 'd'] as const

const chain: Files = Object.fromEntries(
  names.map((name, index) => [
    `2026010${index + 1}000000-${name}.js`,
    `// slipway:idempotent
export const up = async (db) => void (await db.collection('seen').replaceOne({ _id: '${name}' }, {}, { upsert: true }))
export const down = async (db) => void (await db.collection('seen').deleteOne({ _id: '${name}' }))
`,
  ]),
)

const bin = fileURLToPath(new URL('../node_modules/migrate-mongo/bin/migrate-mongo.js', import.meta.url))

async function projectOn(database: FreshDatabase): Promise<{
  readonly project: Project
  readonly tool: (...argv: readonly string[]) => Promise<Ended>
  readonly run: (...argv: readonly string[]) => Promise<Ended>
  readonly state: () => Promise<string>
}> {
  const project = await makeProject(chain, config)
  await project.write({ 'migrate-mongo-config.js': toolConfig, 'package.json': '{ "type": "module" }' })
  const env = { DATABASE_URL: database.url }
  const run = (...argv: readonly string[]): Promise<Ended> => slipway(argv, { cwd: project.dir, env })
  return {
    project,
    run,
    tool: (...argv) => startNode([bin, ...argv], { cwd: project.dir, env }).ended,
    async state() {
      const { stdout } = await run('status', '--json')
      const { result } = JSON.parse(stdout) as {
        readonly result: { readonly migrations: readonly { readonly id: string; readonly state: string }[] }
      }
      return result.migrations
        .filter(({ state }) => state === 'applied')
        .map(({ id }) => id.at(-1))
        .join('')
    },
  }
}

/** Ids in a collection. */
async function idsIn(url: string, collection: string): Promise<string> {
  const session = await mongodb({ url }).connect()
  const { rows } = await session.execute({ text: `{ "find": "${collection}", "sort": { "_id": 1 } }` })
  await session.close()
  return rows.map((row) => String(row['_id'])).join('')
}

/** Files that the changelog lists. */
async function namesIn(url: string): Promise<readonly unknown[]> {
  const session = await mongodb({ url }).connect()
  const { rows } = await session.execute({ text: '{ "find": "changelog" }' })
  await session.close()
  return rows.map(({ fileName }) => fileName)
}

test.each([
  ['a replica set', 1],
  ['a server without transactions', 0],
] as const)('migrate-mongo and Slipway share a chain on %s', async (_name, nodes) => {
  await using database = await freshDatabase(await sharedMongodb({ version: '6.0', nodes }))
  const { project, run, tool, state } = await projectOn(database)
  await using _ = project
  // The tool has no way to apply a part, so the rest is not there yet.
  const [third, fourth] = Object.keys(chain).slice(2) as [string, string]
  await project.remove(`migrations/${third}`)
  await project.remove(`migrations/${fourth}`)
  expect((await tool('up')).stdout).toContain('MIGRATED UP: 20260102000000-b.js')
  await project.write({ [`migrations/${third}`]: chain[third] ?? '', [`migrations/${fourth}`]: chain[fourth] ?? '' })
  expect(await state()).toBe('ab')
  const applied = await run('apply', '--yes')
  expect(applied.stderr + applied.stdout).toContain('2 applied')
  expect(applied.code).toBe(0)
  expect(await idsIn(database.url, 'seen')).toBe('abcd')
  expect((await tool('status')).stdout).not.toContain('PENDING')
  const back = await run('rollback', '--to', '20260101000000-a', '--yes')
  expect({ code: back.code, told: back.stderr }).toMatchObject({ code: 0 })
  expect(await idsIn(database.url, 'seen')).toBe('a')
  expect((await tool('up')).stdout.match(/MIGRATED UP/g)).toHaveLength(3)
  expect(await state()).toBe('abcd')
  expect((await tool('down')).stdout).toContain('MIGRATED DOWN: 20260104000000-d.js')
  expect(await state()).toBe('abc')
  expect(await idsIn(database.url, 'changelog_lock')).toBe('')
  const doctor = await run('doctor')
  expect({ code: doctor.code, told: doctor.stdout }).toMatchObject({ code: 0 })
})

test('what is wrong with a project on migrate-mongo is named, and nothing is harmed', async () => {
  await using database = await freshDatabase(await sharedMongodb({ version: '6.0' }))
  const { project, run, tool, state } = await projectOn(database)
  await using _ = project
  const [third, fourth] = Object.keys(chain)
    .slice(2)
    .map((name) => `migrations/${name}`) as [string, string]
  await tool('up')
  await tool('down')

  await project.remove(third)
  const { stdout } = await run('status')
  expect(stdout).toMatch(/missing +20260103000000-c/)
  await project.write({ [third]: chain['20260103000000-c.js'] ?? '' })

  const session = await mongodb({ url: database.url }).connect()
  await session.execute({ text: '{ "insert": "changelog_lock", "documents": [{ "_id": "stuck" }] }' })
  const locked = await run('apply', '--yes')
  expect(locked).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('changelog_lock did not come free') as string,
  })
  expect(locked.stderr).toContain('mongosh: db.getCollection("changelog_lock").deleteMany({})')
  await session.execute({
    text: '{ "delete": "changelog_lock", "deletes": [{ "q": { "_id": "stuck" }, "limit": 1 }] }',
  })
  await session.close()

  await project.write({ [fourth]: "import 'nowhere'\nexport const up = async () => {}\n" })
  const unloadable = await run('apply', '--yes', '--allow', 'SW-UNKNOWABLE=a test looks at it')
  expect(unloadable).toMatchObject({
    code: 5,
    stderr: expect.stringContaining("Cannot find package 'nowhere'") as string,
  })
  expect((await tool('status')).stdout.match(/PENDING/g)).toHaveLength(1)
  expect(await state()).toBe('abc')
  expect(await idsIn(database.url, 'changelog_lock')).toBe('')

  await project.write({ 'migrate-mongo-config.js': "throw new Error('VAULT_TOKEN is not set')" })
  const broken = await run('status')
  expect(broken.code).toBe(64)
  expect(broken.stderr).toContain('migrate-mongo-config.js was loaded and failed: VAULT_TOKEN is not set')
})

test('on a server without transactions a document that a crash left owed is written by the next command', async () => {
  await using database = await freshDatabase(await sharedMongodb({ version: '6.0', nodes: 0 }))
  await using project = await makeProject({ 'V1__one.ejson': '{ "create": "one" }' }, config)
  await project.write({ 'tool.mjs': `export default { mongodb: {}, changelogCollectionName: 'changelog' }` })
  const { bridge } = await migrateMongo({ cwd: project.dir, config: 'tool.mjs' })
  if (bridge === undefined) throw new Error('there is no bridge')
  let crashes = true
  const dying: Bridge = {
    ...bridge,
    async write(context, change) {
      if (crashes) throw new Error('killed')
      await bridge.write(context, change)
    },
  }
  // Commands are what the test runner need not load; the tool's ids are names of files.
  const files = mongodbFiles()
  const load: Adapter['load'] = async (context) =>
    (await files.load(context)).map((migration) => ({ ...migration, id: 'V1__one' }))
  const adapter = { ...files, load, bridge: dying }
  const driver = mongodb({ url: database.url })
  const { workspace } = await openWorkspace({ driver, adapter }, { environment: environment(project.dir) })
  await expect(apply(workspace)).rejects.toThrow('killed')
  expect(await namesIn(database.url)).toEqual([])
  crashes = false
  await resume(workspace)
  expect(await namesIn(database.url)).toEqual(['V1__one.ejson'])
  expect((await history(workspace)).entries.map(({ body }) => body.type)).toContain('mirrored')
})

test('with file hashes a file that changed runs again under either, and both agree', async () => {
  await using database = await freshDatabase(await sharedMongodb({ version: '6.0' }))
  const { project, run, tool } = await projectOn(database)
  await using _ = project
  const [, second = ''] = Object.keys(chain)
  await project.write({ 'migrate-mongo-config.js': toolConfig.replace('useFileHash: false', 'useFileHash: true') })
  await tool('up')
  await project.write({ [`migrations/${second}`]: `${chain[second] ?? ''}// another text\n` })
  expect((await run('status')).stdout).toMatch(/changed +20260102000000-b/)
  expect(await run('apply', '--yes')).toMatchObject({ code: 0, stderr: expect.stringContaining('1 applied') as string })
  expect((await tool('status')).stdout).not.toContain('PENDING')
  expect(await namesIn(database.url)).toHaveLength(5)
  expect(await run('rollback', '-n', '1', '--yes')).toMatchObject({ code: 0 })
  expect((await tool('status')).stdout.match(/PENDING/g)).toHaveLength(1)
  expect((await run('status')).stdout).toMatch(/changed +20260102000000-b/)
  expect((await tool('up')).stdout).toContain(`MIGRATED UP: ${second}`)
  expect((await run('status')).stdout).toContain('4 applied')
})
