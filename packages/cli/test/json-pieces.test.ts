import { expect, test } from 'vitest'
import { jsonPieces } from '../src/json-pieces.ts'

const units = Array.from({ length: 3_000 }, (_, unit) => ({
  parts: [{ part: unit, text: 'CREATE TABLE "é" (\n  id int\n)\r\n🙂', settings: [], steps: [{ deep: [{ er: {} }] }] }],
}))

test.each([
  ['an answer of many units', { ok: true, result: { plan: { content: { units } } } }],
  ['a plan of many units', { content: { units, timeouts: {} }, base: { objects: { a: null } } }],
  ['members that JSON leaves out', { a: undefined, b: [undefined, null], c: () => 1, d: new Date(0) }],
  ['a list', [1, 'two', [], {}, [[]], { a: undefined }]],
  ['a text', 'one\ntwo'],
])('%s comes in pieces that are its JSON', (_what, value) => {
  expect([...jsonPieces(value)].join('')).toBe(`${JSON.stringify(value, undefined, 2)}\n`)
})

test('no piece grows with the value', () => {
  const longest = (count: number): number =>
    Math.max(...[...jsonPieces({ units: Array.from({ length: count }, () => units[0]) })].map(({ length }) => length))
  expect(longest(12_000)).toBe(longest(6_000))
})
