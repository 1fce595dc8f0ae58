import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adapterPackages, isAdapterPackage } from '../../src/moving/adapter-packages.ts'
import { configTextOf, type ConfigParts } from '../../src/moving/found-config.ts'
import { importFrom, isInstalled } from '../../src/moving/import-from.ts'
import { missingFiles, withNewFiles } from '../../src/moving/new-files.ts'

let folder: string

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-found-'))
  const manifest = (exports: unknown): string => JSON.stringify({ type: 'module', exports })
  await write({
    'package.json': '{ "type": "module" }',
    'node_modules/plain/package.json': '{}',
    'node_modules/plain/index.js': 'exports.here = 1',
    'node_modules/only-import/package.json': manifest({
      '.': { types: './x.d.ts', import: { default: './index.js' } },
    }),
    'node_modules/only-import/index.js': 'export const here = 2',
    'node_modules/broken/package.json': manifest('./index.js'),
    'node_modules/broken/index.js': 'throw new Error("it needs acme, which is not installed")',
  })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('adapters are told by their names, whoever wrote them', () => {
  const names = [
    '@slipway/adapter-knex',
    'slipway-adapter-acme',
    '@acme/slipway-adapter-x',
    ...Object.values(adapterPackages),
  ]
  expect(names.filter(isAdapterPackage)).toEqual(names)
  expect(
    ['@slipway/driver-postgres', 'adapter-knex', 'my-slipway-adapter', '@acme/adapter-x'].filter(isAdapterPackage),
  ).toEqual([])
})

test('packages are imported as the project itself would, and only when they are there', async () => {
  expect(await importFrom(folder, 'plain')).toMatchObject({ here: 1 })
  expect(await importFrom(folder, 'only-import')).toMatchObject({ here: 2 })
  expect(await importFrom(folder, 'nowhere-at-all')).toBeUndefined()
  expect(await isInstalled(folder, 'broken')).toBe(true)
  await expect(importFrom(folder, 'broken')).rejects.toMatchObject({
    code: 'SW-UNSUPPORTED',
    message: 'broken is installed and cannot be loaded: it needs acme, which is not installed. Nothing was changed.',
  })
})

const target = (name: string, source: string) => ({
  name,
  driver: { package: '@slipway/driver-postgres', factory: 'postgres', source },
})

test('a configuration has a target for each environment, and protects those that others rely on', () => {
  const parts: ConfigParts = {
    call: { package: '@slipway/adapter-knex', factory: 'knex', source: "{ knexfile: './knexfile.ts' }", awaited: true },
    targets: [target('qa-2', "project.connection('qa-2')"), target('prod', "project.connection('prod')")],
  }
  expect(configTextOf(parts)).toMatchInlineSnapshot(`
    "import { defineConfig } from '@slipway/cli'
    import { postgres } from '@slipway/driver-postgres'
    import { knex } from '@slipway/adapter-knex'

    const project = await knex({ knexfile: './knexfile.ts' })

    export default defineConfig({
      targets: {
        'qa-2': { adapter: project, driver: postgres(project.connection('qa-2')) },
        prod: { adapter: project, driver: postgres(project.connection('prod')), protected: true },
      },
    })
    "
  `)
})

test('one target without a name of its own needs none', () => {
  const parts: ConfigParts = {
    call: { package: '@slipway/driver-postgres', factory: 'both', source: '' },
    targets: [target('default', '{ url: process.env.DATABASE_URL }')],
  }
  expect(configTextOf(parts)).toMatchInlineSnapshot(`
    "import { defineConfig } from '@slipway/cli'
    import { postgres, both } from '@slipway/driver-postgres'

    const project = both()

    export default defineConfig({
      adapter: project,
      driver: postgres({ url: process.env.DATABASE_URL }),
    })
    "
  `)
})

test('files that are there already are left alone, and nothing stays of work that fails', async () => {
  await write({ 'db/same.sql': 'SELECT 1;\n', 'db/other.sql': 'SELECT 2;\n' })
  const [same, fresh] = [
    { path: 'db/same.sql', content: 'SELECT 1;\n' },
    { path: 'db/new/fresh.sql', content: 'SELECT 3;\n' },
  ]
  expect(await missingFiles([same, fresh], folder)).toEqual([fresh])
  await expect(missingFiles([{ path: 'db/other.sql', content: 'SELECT 3;\n' }], folder)).rejects.toMatchObject({
    code: 'SW-USAGE',
  })
  const failing = withNewFiles([fresh], folder, () => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(await missingFiles([fresh], folder)).toEqual([fresh])
  const late = withNewFiles([fresh, same], folder, () => Promise.resolve())
  await expect(late).rejects.toMatchObject({ message: 'Somebody has made db/same.sql meanwhile. Nothing was changed.' })
  expect(await missingFiles([same, fresh], folder)).toEqual([fresh])
  await withNewFiles([fresh], folder, async () => expect(await missingFiles([fresh], folder)).toEqual([]))
  expect(await missingFiles([fresh], folder)).toEqual([])
})

test('a target whose settings are not the others’ has an adapter of its own', () => {
  const own = { source: "project.environment('eu')" }
  const text = configTextOf({
    call: { package: '@slipway/adapter-knex', factory: 'knex', source: '{}', awaited: true },
    targets: [target('us', "project.connection('us')"), { ...target('eu', "project.connection('eu')"), own }],
  })
  expect(text).toContain("us: { adapter: project, driver: postgres(project.connection('us')) }")
  expect(text).toContain("eu: { adapter: project.environment('eu'), driver: postgres(project.connection('eu')) }")
})
