import { expect, test } from 'vitest'
import { compareVersions, decodeText, few, makeOnce, parseVersion, versionKey } from '@slipway/core/adapter'

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

test('versions are compared part by part, as numbers of any length', () => {
  const compared = (left: string, right: string): number | undefined => {
    const [a, b] = [parseVersion(left), parseVersion(right)]
    return a && b && compareVersions(a, b)
  }
  expect(compared('1.9', '1.10')).toBe(-1)
  expect(compared('2', '10')).toBe(-1)
  expect(compared('0010', '9')).toBe(1)
  expect(compared('9007199254740993', '9007199254740992')).toBe(1)
  expect(compared('1_0.00', '01')).toBe(0)
  expect(compared('1.0.1', '1')).toBe(1)
  expect(compared('0', '000')).toBe(0)
  const keys = ['0', '00', '007', '1.0', '1_010']
    .map((text) => parseVersion(text))
    .map((each) => each && versionKey(each))
  expect(keys).toEqual(['0', '0', '7', '1', '1.10'])
  expect(['', '1.', 'a', '1-2'].map((text) => parseVersion(text))).toEqual(Array(4).fill(undefined))
})
