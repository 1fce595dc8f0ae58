import type { AnalyzeCase, Specimens, SplitCase, SplitError } from '@slipway/testkit/conformance'
import { printCommand, type Command } from '../src/commands/index.ts'
import { collectionId } from '../src/dialect/names/object-id.ts'
import { ddl } from './ddl.ts'

const split: readonly SplitCase[] = [
  { name: 'nothing', script: '', statements: [] },
  { name: 'one', script: '{ "create": "a" }', statements: ['1:1 { "create": "a" }'] },
  {
    name: 'one after another',
    script: '{ "create": "a" }\n\n  { "create": "b;}" }\n',
    statements: ['1:1 { "create": "a" }', '3:3 { "create": "b;}" }'],
  },
  {
    name: 'a list',
    script: '[\n  { "create": "a" },\n  { "drop": "b" }\n]\n',
    statements: ['2:3 { "create": "a" }', '3:3 { "drop": "b" }'],
  },
  {
    name: 'layout',
    script: '{\n  "insert":"a",\n  "documents":[{"_id":{"$numberLong":"5"}}]\n}',
    statements: ['1:1 { "insert": "a", "documents": [{ "_id": { "$numberLong": "5" } }] }'],
  },
]

const splitErrors: readonly SplitError[] = [
  { name: 'no JSON', script: '{ "create": "a" }\n{ create }', code: 'SW-SYNTAX', line: 2, column: 3 },
  { name: 'open', script: '{ "create": "a"\n', code: 'SW-SYNTAX', line: 2 },
  { name: 'no command', script: '{ "create": "a" }\n  7', code: 'SW-SYNTAX', line: 2, column: 3 },
]

const analyze: readonly AnalyzeCase[] = [
  {
    text: '{ "create": "a" }',
    expect: { verb: 'create collection', transaction: 'outside', recovery: 'probed', hazards: [] },
  },
  {
    text: '{ "drop": "a" }',
    expect: { data: 'destroys', transaction: 'outside', recovery: 'probed', hazards: ['SW-DATA-LOSS'] },
  },
  { text: '{ "find": "a", "filter": {} }', expect: { data: 'reads', hazards: [], reverse: 'nothing' } },
]

/** True, after so long. Many short sleeps: maxTimeMS does not wake the server out of one. */
function sleeping(milliseconds: number): Command {
  const naps = Math.ceil(milliseconds / 10)
  const nap = { $function: { body: 'function() { sleep(10); return 1 }', args: [], lang: 'js' } }
  return { $eq: [{ $size: { $map: { input: { $range: [0, naps] }, in: nap } } }, naps] }
}

/** Specimens of MongoDB's commands, where the server has transactions and where it has none. */
export function mongodbSpecimens(transactions: boolean): Specimens {
  const text = printCommand
  return {
    split,
    splitErrors,
    analyze,
    ddl: ddl(transactions),
    identifiers: {
      // 255 bytes with the name of the database and a dot before it; a fresh one has a name of 14.
      longest: 240,
      unit: 'bytes',
      longer: 'refused',
      reserved: ['collection', 'admin', 'index'],
      cases: 'distinct',
      refused: ['dollar$1'],
    },
    counter: (name, rows) => [
      text({ create: name }),
      ...(rows === 0
        ? []
        : [text({ insert: name, documents: Array.from({ length: rows }, (_, at) => ({ _id: at + 1, n: at + 1 })) })]),
    ],
    object: collectionId,
    increment: (name) => text({ update: name, updates: [{ q: {}, u: { $inc: { n: 1 } }, multi: true }] }),
    add: (name, id) => text({ insert: name, documents: [{ _id: id, n: id }] }),
    total: (name) =>
      text({ aggregate: name, pipeline: [{ $group: { _id: null, total: { $sum: '$n' } } }], cursor: {} }),
    drop: (name) => text({ drop: name }),
    slow: (milliseconds) =>
      text({
        aggregate: 1,
        pipeline: [{ $documents: [{ n: 1 }] }, { $project: { slept: sleeping(milliseconds) } }],
        cursor: {},
      }),
    slowIncrement: (name, milliseconds) =>
      text({ update: name, updates: [{ q: { _id: 1, $expr: sleeping(milliseconds) }, u: { $inc: { n: 1 } } }] }),
    failing: text({ collMod: 'no_such_collection', validationLevel: 'off' }),
    huge: (name, id, bytes) => text({ insert: name, documents: [{ _id: id, n: id, filler: 'x'.repeat(bytes) }] }),
    lock: {
      hold: (name) => text({ update: name, updates: [{ q: {}, u: { $set: { held: true } }, multi: true }] }),
      waits: (name) => text({ collMod: name, validationLevel: 'moderate' }),
    },
    unprepared: 'accepted',
    canary: (name, value) => [
      text({ createIndexes: name, indexes: [{ key: { secret: 1 }, name: 'secret_1', unique: true }] }),
      text({ insert: name, documents: [{ _id: 1000, secret: value }] }),
      text({ insert: name, documents: [{ _id: 1001, secret: value }] }),
    ],
  }
}
