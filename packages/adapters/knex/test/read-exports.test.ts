import { expect, test } from 'vitest'
import { readExports } from '../src/files/read-exports.ts'
import { withTypeOnlyKnex } from '../src/files/type-only-knex.ts'

test.each([
  [
    'export async function up(knex: Knex): Promise<void> { await knex("a // }") }\nexport async function down(knex: Knex): Promise<void> {\n  // nothing\n}',
    'written',
    'empty',
  ],
  [
    'exports.up = function(knex) { return knex.schema.createTable(`a${ { a: 1 }.a } }`, (t) => {}) };\nexports.down = function(knex) {\n};',
    'written',
    'empty',
  ],
  ['exports.up = knex => knex.raw("x")\nexports.down = knex => {}', 'written', 'empty'],
  ['exports.up = (knex) => knex.raw("x")\nexports.down = (knex) => knex.raw("y", {})', 'written', 'written'],
  ['exports.up = (knex) => knex.raw("x")\nexports.down = () => Promise.resolve()', 'written', 'written'],
  [
    'module.exports = { up: async (knex) => { await 1 }, down: async () => { throw new Error("no") } }',
    'written',
    'throws',
  ],
  ['module.exports = { async up(knex) { await 1 }, async down() { } }', 'written', 'empty'],
  ['async function up(knex) { return 1 }\nfunction down() {}\nmodule.exports = { up, down }', 'written', 'empty'],
  ['const up = async () => { x() }\nexport { up }', 'written', 'absent'],
  [
    'export const up = async () => { const r = /[/"]}/g.exec(a / b) }\nexport const down = async (knex) => {}',
    'written',
    'empty',
  ],
  ['exports.up = up\nexports.down = down\nfunction up(){a()}\nasync function down(){ /* none */ }', 'written', 'empty'],
  ['const m = { up: async () => {a()}, down: async ({ schema }) => {} }\nexport default m', 'written', 'empty'],
  [
    'exports.down=exports.up=void 0;async function up(k){await k()}exports.up=up;async function down(k){}exports.down=down;',
    'written',
    'empty',
  ],
  ['export * from "./elsewhere.js"', 'written', 'written'],
])('%s', (text, up, down) => expect(readExports(text)).toMatchObject({ up, down }))

test.each([
  ['exports.config = { transaction: false }', false],
  ['export const config: Config = { transaction: true }', true],
  ['module.exports = { up, config: { transaction: !1 } }', false],
  ['exports.config.transaction = false', false],
  ['// exports.config = { transaction: false }\nexports.up = 1', undefined],
  ['exports.config = { transaction: process.env.X }', undefined],
])('%s says %s', (text, transaction) => expect(readExports(text).transaction).toBe(transaction))

test.each([
  ["import { Knex } from 'knex'", "import { type Knex } from 'knex'"],
  ['import { knex, Knex, KnexTimeoutError } from "knex"', 'import { knex, type Knex, KnexTimeoutError } from "knex"'],
  ["import type { Knex } from 'knex'", "import type { Knex } from 'knex'"],
  ["import { Knex } from 'objection'", "import { Knex } from 'objection'"],
])('%s is read as %s', (text, read) => expect(withTypeOnlyKnex(text)).toBe(read))
