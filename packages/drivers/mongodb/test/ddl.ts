import type { DdlSpecimen } from '@slipway/testkit/conformance'
import {
  createCollection,
  createIndex,
  createIndexes,
  createView,
  dropCollection,
  dropIndexes,
  hideIndex,
  printCommand,
  renameCollection,
  setValidator,
  type Command,
} from '../src/commands/index.ts'

type Rest = Pick<DdlSpecimen, 'verb' | 'changes'> &
  Partial<Omit<DdlSpecimen, 'before' | 'text' | 'held'>> & {
    readonly given?: readonly Command[]
    readonly when: Command
    readonly held?: Command
  }

function probed(id: string, { given = [], when, held, ...rest }: Rest): DdlSpecimen {
  return {
    id,
    transaction: 'outside',
    recovery: 'probed',
    reversal: 'exact',
    partial: { impossible: 'the server does it whole or not at all' },
    before: given.map(printCommand),
    text: printCommand(when),
    ...(held === undefined ? {} : { held: printCommand(held) }),
    ...rest,
  }
}

/** A collection of its own for each specimen, with documents. */
const collection = (name: string): readonly Command[] => [
  createCollection(name),
  { insert: name, documents: [1, 2, 3].map((_id) => ({ _id, n: _id, note: `note ${_id}` })) },
]

const touch = (name: string): Command => ({
  update: name,
  updates: [{ q: { _id: 1 }, u: { $set: { note: 'touched' } } }],
})

/** Changes of definitions, with what the dialect claims of each. */
export const ddl = (transactions: boolean): readonly DdlSpecimen[] => [
  probed('create-collection', {
    when: createCollection('d_made', { validator: { n: { $type: 'int' } } }),
    verb: 'create collection',
    changes: ['collection:d_made', 'validator:d_made'],
  }),
  probed('create-index', {
    given: collection('d_indexed'),
    when: createIndex('d_indexed', { n: -1, note: 1 }, { unique: true, name: 'by_n' }),
    verb: 'create indexes',
    changes: ['index:d_indexed.by_n'],
    ...(transactions ? { held: touch('d_indexed') } : {}),
  }),
  probed('drop-index', {
    given: [...collection('d_unindexed'), createIndex('d_unindexed', { n: 1 })],
    when: dropIndexes('d_unindexed', 'n_1'),
    verb: 'drop indexes',
    changes: ['index:d_unindexed.n_1'],
  }),
  probed('create-two-indexes', {
    given: collection('d_twice'),
    when: createIndexes('d_twice', [{ key: { n: 1 } }, { key: { note: 1 } }]),
    verb: 'create indexes',
    changes: ['index:d_twice.n_1', 'index:d_twice.note_1'],
    partial: { make: [printCommand(createIndex('d_twice', { n: 1 }))], outcome: 'partial' },
  }),
  probed('hide-index', {
    given: [...collection('d_hidden'), createIndex('d_hidden', { n: 1 })],
    when: hideIndex('d_hidden', 'n_1'),
    verb: 'modify collection',
    changes: ['index:d_hidden.n_1'],
  }),
  probed('set-validator', {
    given: collection('d_valid'),
    when: setValidator('d_valid', { validator: { n: { $gt: 0 } }, level: 'moderate' }),
    verb: 'modify collection',
    changes: ['validator:d_valid'],
  }),
  probed('rename-collection', {
    given: collection('d_old'),
    when: renameCollection('d_old', 'd_new'),
    verb: 'rename collection',
    changes: ['collection:d_old', 'collection:d_new'],
  }),
  probed('create-view', {
    given: collection('d_viewed'),
    when: createView('d_view', 'd_viewed', [{ $match: { n: { $gt: 2 } } }]),
    verb: 'create view',
    changes: ['view:d_view'],
  }),
  probed('drop-collection', {
    given: collection('d_gone'),
    when: dropCollection('d_gone'),
    verb: 'drop collection',
    reversal: 'schema-only',
    changes: ['collection:d_gone'],
  }),
]
