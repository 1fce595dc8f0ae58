import { expect, test } from 'vitest'
import { order } from '../src/index.ts'
import { migration } from './build.ts'

const ids = (migrations: readonly { readonly id: string }[]): readonly string[] => migrations.map(({ id }) => id)

test('load order stays where nothing is stated', () => {
  expect(ids(order([migration('b'), migration('a'), migration('c')]))).toEqual(['b', 'a', 'c'])
})

test('what a migration states it comes after goes first', () => {
  expect(ids(order([migration('a', { after: ['c'] }), migration('b'), migration('c')]))).toEqual(['c', 'a', 'b'])
})

test('repeatables come last', () => {
  expect(ids(order([migration('R', { repeatable: true }), migration('a')]))).toEqual(['a', 'R'])
})

test('a circle is named in full', () => {
  const circle = [migration('a', { after: ['c'] }), migration('b', { after: ['a'] }), migration('c', { after: ['b'] })]
  expect(() => order(circle)).toThrow(
    expect.objectContaining({ code: 'SW-CYCLE', message: expect.stringContaining('a → c → b → a') }),
  )
})

test('a circle is named without the way to it', () => {
  const circle = [
    migration('start', { after: ['a'] }),
    migration('a', { after: ['b'] }),
    migration('b', { after: ['a'] }),
  ]
  expect(() => order(circle)).toThrow(
    expect.objectContaining({ message: expect.stringContaining('in a circle: a → b → a.') }),
  )
})

test('a chain may be as long as a history', () => {
  const length = 20_000
  const chain = Array.from({ length }, (_, at) => migration(`m${at}`, at + 1 < length ? { after: [`m${at + 1}`] } : {}))
  expect(ids(order(chain))).toEqual(ids(chain.toReversed()))
})

test('two migrations with one id are both named', () => {
  const twice = [migration('a'), migration('a', { location: { file: 'migrations/other.sql', line: 1 } })]
  expect(() => order(twice)).toThrow(
    expect.objectContaining({
      code: 'SW-DUPLICATE',
      message: expect.stringMatching(/migrations\/a\.sql.*migrations\/other\.sql/),
    }),
  )
})

test('a dependency may be known to the history alone', () => {
  const one = [migration('b', { after: ['a'] })]
  expect(() => order(one)).toThrow(expect.objectContaining({ code: 'SW-MISSING' }))
  expect(ids(order(one, new Set(['a'])))).toEqual(['b'])
})
