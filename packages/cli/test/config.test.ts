import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { main } from '../src/main.ts'
import { recorder } from './recorder.ts'
import { runSlipway } from './run-slipway.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-config-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function status(name: string, text: string, ...argv: string[]) {
  const cwd = join(folder, name)
  await mkdir(cwd, { recursive: true })
  await writeFile(join(cwd, 'slipway.config.mjs'), text)
  const terminal = recorder({ cwd })
  const exit = await main(['status', ...argv], terminal.io)
  return { exit, err: terminal.err() }
}

const driver = `{ kind: 'driver', name: 'd', contract: 1 }`
const adapter = `{ kind: 'adapter', name: 'a', contract: 1 }`

test.each([
  ['nothing', 'export const config = {}', 'slipway.config.mjs: it has no default export.'],
  ['text', `export default 'x'`, 'slipway.config.mjs: its default export is not a configuration object.'],
  ['empty', 'export default {}', 'it has neither targets nor a driver and an adapter.'],
  ['promise', 'export default Promise.resolve({})', 'it exports a promise; await it'],
  ['no-targets', 'export default { targets: {} }', 'targets is empty.'],
  [
    'factory',
    `export default { driver: function postgres() {}, adapter: ${adapter} }`,
    'driver is a function; call it',
  ],
  [
    'no-adapter',
    `export default { targets: { production: { driver: ${driver} } } }`,
    'targets.production.adapter is missing.',
  ],
  [
    'missing',
    `import x from '@slipway/driver-nowhere'\nexport default x`,
    'imports @slipway/driver-nowhere, which is not installed.',
  ],
  [
    'throws',
    `throw new Error('no postgres://u:canary-7f3@db/x here')`,
    'slipway.config.mjs:1 threw while it was loaded: no postgres://u:***@db/x here',
  ],
])('SW-CONFIG, %s', async (name, text, message) => {
  const { exit, err } = await status(name, text)
  expect(err).toContain('SW-CONFIG')
  expect(err).toContain(message)
  expect(err).toContain('Nothing was changed.')
  expect(err).not.toContain('canary-7f3')
  expect(exit).toBe(64)
})

test('SW-CONTRACT names the plugin and both versions', async () => {
  const { exit, err } = await status(
    'contract',
    `export default { driver: { ...${driver}, contract: 2 }, adapter: ${adapter} }`,
  )
  expect(err).toContain('driver (d) was written for contract 2; this is contract 1.')
  expect(exit).toBe(64)
})

test('a folder without a configuration is told how to get one', async () => {
  const cwd = join(folder, 'none')
  await mkdir(cwd)
  const terminal = recorder({ cwd })
  expect(await main(['plan'], terminal.io)).toBe(64)
  expect(terminal.err()).toMatchInlineSnapshot(`
    "✗ SW-CONFIG  There is no slipway.config.ts in this folder. Nothing was changed.
        slipway init    writes one
        slipway demo    shows Slipway without one
      more: slipway explain SW-CONFIG · exit 64
    "
  `)
})

test('a configuration above is named, not taken', async () => {
  await status('above', 'export default {}')
  const cwd = join(folder, 'above', 'src')
  await mkdir(cwd)
  const terminal = recorder({ cwd })
  expect(await main(['plan'], terminal.io)).toBe(64)
  expect(terminal.err()).toContain('slipway --config ../slipway.config.mjs …')
})

test('a mistyped target is answered with the right one', async () => {
  const text = `const t = { driver: ${driver}, adapter: ${adapter} }\nexport default { targets: { staging: t, production: t } }`
  const { exit, err } = await status('target', text, '--target', 'prodution')
  expect(err).toContain('There is no target "prodution". Did you mean production?')
  expect(exit).toBe(64)
})

test.each([
  ['release', `{ shop: { targets: ['a', 'b'] } }`, 'releases.shop.coordinator does not name a target.'],
  ['stores', `{ shop: { targets: 'a', coordinator: 'a' } }`, 'releases.shop.targets is not a list of targets.'],
  ['twice', `{ shop: { targets: ['a', 'a'], coordinator: 'a' } }`, 'it lists the target "a" twice'],
  ['unknown', `{ shop: { targets: ['a'], coordinator: 'c' } }`, 'it names "c", which is not one of'],
  [
    'point',
    `{ shop: { targets: ['a'], coordinator: 'b', pointOfNoReturn: { after: 'b' } } }`,
    'its point of no return names "b", which is not one of its own targets',
  ],
  [
    'other',
    `{ production: { targets: ['a'], coordinator: 'a' } }`,
    'The config has no release "shop". It has: production.',
  ],
])('a release that cannot be used, %s, says why', async (name, releases, message) => {
  const text = `const t = { driver: ${driver}, adapter: ${adapter} }\nexport default { targets: { a: t, b: t }, releases: ${releases} }`
  const { exit, err } = await status(`release-${name}`, text, '--release', 'shop')
  expect(err).toContain(message)
  expect(exit).toBe(64)
})

test('a flag about one target is refused beside --release', async () => {
  const text = `const t = { driver: ${driver}, adapter: ${adapter} }\nexport default { targets: { a: t } }`
  const { exit, err } = await status('both', text, '--release', 'shop', '--target', 'a')
  expect(err).toContain('--target is about one target, and --release about several. Nothing was changed.')
  expect(exit).toBe(64)
})

test('several targets and no default: one has to be named', async () => {
  const text = `const t = { driver: ${driver}, adapter: ${adapter} }\nexport default { targets: { staging: t, production: t } }`
  const { exit, err } = await status('which', text)
  expect(err).toContain('--target staging')
  expect(err).toContain('--target production')
  expect(exit).toBe(64)
})

test.each([
  [
    'slipway.config.mjs',
    'export default {\n  a b,\n}\n',
    'slipway.config.mjs:2 cannot be parsed: Unexpected identifier',
  ],
  ['slipway.config.ts', '// colors\nenum Color { Red }\nexport default {}\n', 'slipway.config.ts:2 cannot be parsed'],
])('SW-CONFIG in %s that Node cannot parse', async (name, text, message) => {
  const cwd = await mkdtemp(join(folder, 'syntax-'))
  await writeFile(join(cwd, name), text)
  const { exit, out, err } = await runSlipway(['status'], { cwd })
  expect({ exit, out }).toEqual({ exit: 64, out: '' })
  expect(err).toContain(message)
  expect(err).toContain('cannot be parsed')
})
