import { SlipwayError } from '@slipway/core'
import { BSON, Double, Int32, Long } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { printCommand } from '../../src/commands/index.ts'
import { readCommand } from '../../src/dialect/command.ts'
import { mongodbDialect } from '../../src/dialect/index.ts'

const dialect = mongodbDialect({ database: 'shop' })

function refusal(text: string): SlipwayError {
  try {
    dialect.split(text, 'm.ejson')
  } catch (error) {
    if (error instanceof SlipwayError) return error
    throw error
  }
  throw new Error(`taken: ${text}`)
}

test('one command, several, and lists of them, with comments between and inside', () => {
  const text = `// head
{ "create": "a" } /* é */ { "create":
  "b", // of two
  "capped": false }

[ {"drop":"c"}, /* , */
  {"insert":"d","documents":[{"_id":1.0,"n":-0,"big":9007199254740993}]} ]
`
  expect(dialect.split(text, 'm.ejson')).toEqual([
    { text: '{ "create": "a" }', at: { file: 'm.ejson', line: 2, column: 1 } },
    { text: '{ "create": "b", "capped": false }', at: { file: 'm.ejson', line: 2, column: 27 } },
    { text: '{ "drop": "c" }', at: { file: 'm.ejson', line: 6, column: 3 } },
    {
      text: '{ "insert": "d", "documents": [{ "_id": 1.0, "n": -0, "big": 9007199254740993 }] }',
      at: { file: 'm.ejson', line: 7, column: 3 },
    },
  ])
  expect(dialect.split('\uFEFF // nothing yet\n', 'm.ejson')).toEqual([])
})

test('a statement is the same however its file is laid out', () => {
  const [tight] = dialect.split('{"a":[1,2],"b":{}}', 'm.ejson')
  const [loose] = dialect.split('{\r\n  "a" : [ 1 ,2 ] ,\n "b": { } }', 'm.ejson')
  expect(loose?.text).toBe(tight?.text)
})

test('an escape is read once and a key of a prototype is a key', () => {
  const { body } = readCommand({ text: '{ "insert": "\\u00e9\\n\\"", "__proto__": { "x": 1 } }' })
  expect(body['insert']).toBe('é\n"')
  expect(Object.keys(body)).toEqual(['insert', '__proto__'])
})

describe('what is wrong is said with its place', () => {
  const cases: readonly (readonly [text: string, place: string, what: string])[] = [
    ['{ create: "a" }', '1:3', 'expected a key in double quotes'],
    ["{ 'create': 1 }", '1:3', 'expected a key in double quotes'],
    ['{ "a": 1,\n  "b": 2, "a": 3 }', '2:11', 'the key "a" stands twice in one object, first at 1:3'],
    ['{ "a": 1, }', '1:11', 'after the comma'],
    ['{ "a": { "b": 1, "1": 1 } }', '1:18', 'the key "1" is a whole number and stands behind another key'],
    ['{ "a": { "10": 1, "9": 1 } }', '1:19', 'the key "9" is a whole number and stands behind another key'],
    ['{ "a": [1, ] }', '1:12', 'expected a value after the comma'],
    ['{ "a" 1 }', '1:7', 'expected : after the key "a"'],
    ['{ "a": 1 "b": 2 }', '1:10', 'expected , or }'],
    ['{ "é": tru }', '1:8', 'there is tru'],
    ['{ "a": 01 }', '1:8', 'there is 01'],
    ['{ "a": NaN }', '1:8', 'there is NaN'],
    ['{ "a": "b\n" }', '1:8', 'no closing "'],
    ['{ "a": "\\x" }', '1:9', '\\x is no escape'],
    ['{ "a": 1', '1:9', 'the text ends here'],
    ['{ "a": 1 } }', '1:12', 'expected a command'],
    ['// x\n/* y', '2:1', 'no closing */'],
    ['{ "a": 1 }\n[2]', '2:2', 'there is a number'],
    ['{}', '1:1', 'the command is empty'],
    ['{ "a": { "$date": "tomorrow" } }', '1:19', '"$date" takes a date'],
    ['{ "a": { "$date": "2026-02-31T00:00" } }', '1:19', '"$date" takes a date'],
    ['{ "a": { "$oid": "12" } }', '1:18', '24 hexadecimal digits'],
    ['{ "a": { "$numberInt": "3000000000" } }', '1:24', '32-bit'],
    ['{ "a": { "$numberLong": 5 } }', '1:25', '64-bit'],
    ['{ "a": { "$numberDecimal": "x" } }', '1:28', 'decimal'],
    ['{ "a": { "$binary": "AA==" } }', '1:21', 'base64'],
    ['{ "a": { "$oid": "0123456789abcdef01234567", "b": 1 } }', '1:46', 'nothing may stand beside it'],
  ]
  test.each(cases)('%s', (text, place, what) => {
    const error = refusal(text)
    const [line, column] = place.split(':').map(Number)
    expect(error).toMatchObject({ code: 'SW-SYNTAX', details: { file: 'm.ejson', line, column } })
    expect(error.message).toContain(`m.ejson:${place}: `)
    expect(error.message).toContain(what)
  })
})

test('canonical and relaxed values keep their types, and are printed as what reads the same', () => {
  const text =
    '{ "x": [1, 1.0, 3000000000, { "$numberLong": "1" }, { "$numberDouble": "NaN" }, { "$numberDecimal": "1.10" },' +
    ' { "$oid": "0123456789abcdef01234567" }, { "$date": "2026-01-31T12:00:00.5Z" }, { "$date": { "$numberLong": "-1" } },' +
    ' { "$regularExpression": { "pattern": "^a", "options": "i" } }, { "$binary": { "base64": "AQ==", "subType": "00" } },' +
    ' { "$timestamp": { "t": 1, "i": 2 } }, { "$minKey": 1 }, { "$regex": "^a", "$options": "i", "$ne": "b" }, -0, null] }'
  const { body } = readCommand({ text })
  const values = body['x'] as readonly unknown[]
  expect(values.slice(0, 4)).toEqual([new Int32(1), new Double(1), Long.fromString('3000000000'), Long.fromNumber(1)])
  expect(values[13]).toEqual({ $regex: '^a', $options: 'i', $ne: 'b' })
  const again = readCommand({ text: printCommand(body) }).body
  expect(BSON.serialize(again)).toEqual(BSON.serialize(body))
})

test('a marker goes into the comment, and the author keeps theirs', () => {
  expect(dialect.mark('', 'V1')).toBe('')
  expect(dialect.mark('{ "drop": "a" }', 'V1 up 0.0')).toBe('{ "drop": "a", "comment": "slipway:V1 up 0.0" }')
  expect(dialect.mark('{ "drop": "a", "comment": "mine", "x": 1 }', 'V1')).toBe(
    '{ "drop": "a", "x": 1, "comment": "slipway:V1 mine" }',
  )
  expect(dialect.mark('{ "drop": "a", "comment": { "by": 1 } }', 'V1')).toContain('"slipway:V1 { \\"by\\": 1 }"')
})

test('names that would be ambiguous are quoted', () => {
  expect(['orders', 'fs.files', 'a b', '1', 'order-lines', 'ü'].map(dialect.quote)).toEqual([
    'orders',
    '"fs.files"',
    '"a b"',
    '"1"',
    'order-lines',
    '"ü"',
  ])
})
