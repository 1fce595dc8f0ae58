import { describe, expect, test } from 'vitest'
import { blame, messagesOf } from '../../src/store/message.ts'

describe('messages', () => {
  test('statements share one message, each on lines of its own', () => {
    expect(messagesOf(['BEGIN', 'SELECT 1 -- one', 'COMMIT'])).toEqual([
      { text: 'BEGIN\n;\nSELECT 1 -- one\n;\nCOMMIT', starts: [0, 8, 26], first: 0 },
    ])
    expect(messagesOf([])).toEqual([])
  })

  test('what decides how the rest is read ends its message', () => {
    const texts = ['BEGIN', 'SET Standard_Conforming_Strings = off', "SELECT '\\''", "SET NAMES 'latin1'", 'COMMIT']
    expect(messagesOf(texts).map(({ first, starts }) => [first, starts.length])).toEqual([
      [0, 2],
      [2, 2],
      [4, 1],
    ])
  })

  test('what undoes it ends its message as well, where it was decided', () => {
    const texts = ['SET client_encoding = LATIN1', 'SELECT 1', 'RESET ALL', "SELECT 'é'"]
    expect(messagesOf(texts).map(({ first }) => first)).toEqual([0, 1, 3])
    expect(messagesOf(texts.slice(1)).map(({ first }) => first)).toEqual([0])
  })

  test('a message does not grow without end', () => {
    const long = `SELECT '${'x'.repeat(600_000)}'`
    expect(messagesOf([long, long, 'SELECT 1', long]).map(({ first }) => first)).toEqual([0, 1, 3])
  })

  test('the position tells which statement could not be read, else the count of those that ran', () => {
    const [message] = messagesOf(["SELECT '😀'", 'SELECT x', 'SELECT ('])
    expect(message?.starts).toEqual([0, 13, 24])
    expect(blame(message!, 0, 32)).toEqual({ index: 2, position: 8 })
    expect(blame(message!, 1, 21)).toEqual({ index: 1, position: 8 })
    expect(blame(message!, 2, undefined)).toEqual({ index: 2, position: undefined })
    expect(blame(message!, 1, 26)).toMatchObject({ index: 1 })
    expect(blame(message!, 9, undefined)).toEqual({ index: 2, position: undefined })
  })
})
