import { expect, test } from 'vitest'
import { figuresOf, growthOf, ratiosOf } from '../src/harness/figures.ts'
import { randomFrom, shuffled } from '../src/harness/random.ts'

test('figures are the median and the spread', () => {
  expect(figuresOf([10, 9, 100])).toEqual({ median: 10, least: 9, most: 100 })
  expect(figuresOf([4, 1, 3, 2])).toEqual({ median: 2.5, least: 1, most: 4 })
  expect(() => figuresOf([])).toThrow(RangeError)
})

test('a ratio compares the two numbers of each round', () => {
  // A machine that was slow in the second round slowed both.
  expect(ratiosOf([10, 40, 12], [20, 80, 20])).toEqual({ median: 0.5, least: 0.5, most: 0.6 })
  expect(ratiosOf([10, 20, 30], [10])).toEqual({ median: 1, least: 1, most: 1 })
  expect(ratiosOf([], [10])).toBeUndefined()
})

test('growth is the power of the size', () => {
  const points = (power: number) => [400, 100, 200].map((size) => ({ size, value: 3 * size ** power }))
  expect(growthOf(points(1))).toBeCloseTo(1)
  expect(growthOf(points(2))).toBeCloseTo(2)
  expect(growthOf([{ size: 5, value: 1 }])).toBeUndefined()
})

test('the same seed orders the same way, and every order comes up', () => {
  const orders = (seed: number): readonly string[] => {
    const random = randomFrom(seed)
    return Array.from({ length: 600 }, () => shuffled(['a', 'b', 'c'], random).join(''))
  }
  expect(orders(7)).toEqual(orders(7))
  expect(orders(7)).not.toEqual(orders(8))
  const counted = Map.groupBy(orders(7), (order) => order)
  expect([...counted.keys()].toSorted()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
  for (const same of counted.values()) expect(same.length).toBeGreaterThan(60)
})
