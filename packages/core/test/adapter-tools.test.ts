import { expect, test } from 'vitest'
import { decodeText, few, makeOnce } from '@slipway/core/adapter'

test('a sentence has room for a few names, and says how many more there are', () => {
  expect(few(['a', 'b', 'c'])).toBe('a, b, c')
  expect(few(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more')
  expect(few(['a', 'b'], 1)).toBe('a and 1 more')
})

test('what others were faster to make is found there; what cannot be made is told by the first error', async () => {
  let looks = 0
  await makeOnce(async () => {
    looks += 1
    if (looks === 1) throw new Error('exists already')
  })
  expect(looks).toBe(2)
  let tries = 0
  const failing = makeOnce(async () => {
    tries += 1
    throw new Error(`try ${tries}`)
  })
  await expect(failing).rejects.toThrow('try 1')
})

test('a text is the same from every checkout, and bytes that are none are told by their line', () => {
  expect(decodeText(Buffer.from('\uFEFFa\r\nb\rc\n'), 'a.js')).toBe('a\nb\nc\n')
  const latin1 = Buffer.from('// one\r\n// caf\xE9\n', 'latin1')
  expect(() => decodeText(latin1, 'a.js')).toThrow('a.js:2: the bytes are not valid UTF-8')
})
