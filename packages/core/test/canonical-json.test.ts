import { expect, test } from 'vitest'
import { canonicalJson, hashValue } from '../src/index.ts'

test.each([
  [
    'keys are sorted by UTF-16 code units',
    { b: 1, a: 2, é: 3, '😀': 4, '\uFB33': 5 },
    '{"a":2,"b":1,"é":3,"😀":4,"\uFB33":5}',
  ],
  ['nested values keep array order', { a: [3, { z: 1, y: null }] }, '{"a":[3,{"y":null,"z":1}]}'],
  ['undefined members are left out', { a: undefined, b: false }, '{"b":false}'],
  ['numbers are written as ECMAScript does', [1e21, 0.000001, -0, 1], '[1e+21,0.000001,0,1]'],
  ['control characters are escaped', 'a\u0001"\\\n', '"a\\u0001\\"\\\\\\n"'],
])('%s', (_, value, text) => {
  expect(canonicalJson(value)).toBe(text)
})

test('a value has one hash, in whatever order its members were written', () => {
  expect(hashValue({ a: 1, b: [1, 2] })).toBe(hashValue({ b: [1, 2], a: 1 }))
  expect(hashValue({ a: 1, b: [1, 2] })).not.toBe(hashValue({ a: 1, b: [2, 1] }))
})

test('what is not a JSON number is refused', () => {
  expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError)
})
