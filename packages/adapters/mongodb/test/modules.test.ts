import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exportedNames } from '../src/modules/exported-names.ts'
import { project } from './project.ts'

// Loading it would end the test.
const explosive = "throw new Error('it was loaded')\n"

test('modules are listed and not loaded', async () => {
  const [first, second] = await project({
    'migrations/V1__one.ts': `// reason: because\n// slipway:idempotent\n/* x */\n${explosive}export async function up(): Promise<void> {}\n`,
    'migrations/V2__two.cjs': `${explosive}module.exports = { async up() {}, async down() {} }\n`,
  }).load()
  expect(first).toMatchObject({
    id: 'V1',
    reason: 'because',
    transaction: 'never',
    up: [
      {
        kind: 'code',
        idempotent: true,
        ref: { adapter: 'mongodb-files', module: 'migrations/V1__one.ts', export: 'up' },
      },
    ],
    down: undefined,
  })
  expect(second?.up[0]).not.toHaveProperty('idempotent')
  expect(second?.down).toMatchObject([{ kind: 'code', ref: { export: 'down' } }])
})

test('code runs outside a transaction unless its author asks for one', async () => {
  const { load, write } = project({
    'migrations/V1__a.js': '// transaction: always\nexport const up = async () => {}\n',
  })
  expect((await load())[0]).toMatchObject({ transaction: 'always' })
  write({ 'migrations/V1__a.js': '// transaction: auto\nexport const up = async () => {}\n' })
  expect((await load())[0]).toMatchObject({ transaction: 'never' })
})

describe('what a module exports is told from its text', () => {
  test.each([
    ['export async function up() {}\nexport function down() {}', ['up', 'down']],
    ['export const up = async () => {}, x = 1', ['up']],
    ['const up = 1, d = 2\nexport { up, d as down }', ['up', 'down']],
    ['exports.up = () => {}; exports.down = () => {}', ['up', 'down']],
    ['module.exports.up = () => {}', ['up']],
    ['module.exports = {\n  async up(db) {},\n\n  down: async (db) => {}\n}', ['up', 'down']],
    ["module.exports = { 'up': 1, down }", ['up', 'down']],
    ['export default { up() {}, }', ['up']],
    ['// export function down() {}\nexport const up = "export function down() {}"', ['up']],
    ['export const upgrade = 1; const down = 2', []],
  ])('%s', (text, names) => expect([...exportedNames(text)]).toEqual(names))
})

test('an edited module is not the one that was planned', async () => {
  const { cwd, load, resolve } = project({ 'migrations/V1__a.mjs': 'export const up = () => {}' })
  const [migration] = await load()
  writeFileSync(join(cwd, 'migrations/V1__a.mjs'), 'export const up = () => 1')
  await expect(resolve(migration?.up[0])).rejects.toMatchObject({ code: 'SW-EDITED' })
  const [edited] = await load()
  await expect(resolve(edited?.up[0])).resolves.toBeTypeOf('function')
})

test.each([
  ['V1__a.js', 'export const down = 1', 'exports no function up'],
  ['V1__a.js', '// slipway:gate x why\nexport const up = 1', 'has no meaning in code'],
  ['V1__a.js', '// slipway:irreversible\nexport const up = 1', 'gives no reason'],
  ['20260101000000-a.js', '// transaction: always\nexport const up = 1', 'take no part in a transaction'],
])('%s with %s is refused', async (name, text, what) => {
  const error = await project({ [`migrations/${name}`]: text }).refusal()
  expect(error).toMatchObject({ code: 'SW-SYNTAX', message: expect.stringContaining(what) as string })
})

test('two ways back are refused', async () => {
  const files = {
    'migrations/V1__a.js': 'export const up = 1, down = 2\nexport { down }',
    'migrations/U1__a.ejson': '',
  }
  expect(await project(files).refusal()).toMatchObject({ code: 'SW-DUPLICATE' })
})
