import { expect, test } from 'vitest'
import { readRequest } from '../src/command-line.ts'

const known = ['apply', 'status']

test('names rows, sizes and rounds', () => {
  expect(readRequest([], known)).toEqual({
    rows: [],
    full: false,
    rounds: undefined,
    sizes: [],
    seed: undefined,
    json: undefined,
    build: true,
    help: false,
  })
  const all = ['status', '--full', '--rounds', '7', '--size=50', '--seed', '3', '--json', 'a.json', '--no-build', '-h']
  expect(readRequest(all, known)).toEqual({
    rows: ['status'],
    full: true,
    rounds: 7,
    sizes: [50],
    seed: 3,
    json: 'a.json',
    build: false,
    help: true,
  })
})

test('refuses what nobody knows', () => {
  expect(() => readRequest(['aply'], known)).toThrow('There is no row aply. There are: apply, status.')
  expect(() => readRequest(['--rounds', '0'], known)).toThrow('--rounds takes a whole number from 1, not 0.')
  expect(() => readRequest(['--fast'], known)).toThrow('--fast')
})
