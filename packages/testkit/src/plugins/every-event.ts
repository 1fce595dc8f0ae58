import type { Plan, SlipwayEvent } from '@slipway/core/plugin'

const plan: Plan = {
  format: 1,
  content: {
    direction: 'up',
    dialect: 'postgres',
    migrations: [],
    units: [],
    timeouts: {
      lock: 2_000,
      tries: 10,
      retryFor: 180_000,
      lease: 60_000,
      idle: 10_000,
      statement: 0,
      transaction: 0,
      concurrently: 1_800_000,
    },
  },
  base: {
    target: { dialect: 'postgres', server: '7', database: 'shop', project: 'default' },
    applied: [],
    objects: {},
  },
  observed: { server: '16.4', rows: {}, bytes: {} },
  contentHash: '1'.repeat(64),
  hash: '2'.repeat(64),
}

const migration = 'V2'

/** One event of each type: a type that is missing here does not compile. In an order in which they could come. */
export const everyEvent: { readonly [Type in SlipwayEvent['type']]: Extract<SlipwayEvent, { readonly type: Type }> } = {
  'release-started': { type: 'release-started', number: 3, name: 'shop', targets: ['orders', 'stock'], resumed: false },
  'release-participant': { type: 'release-participant', target: 'orders', index: 0, of: 2, way: 'apply' },
  'lease-waiting': {
    type: 'lease-waiting',
    holder: { owner: 'ann@ci (pid 7)', token: 4, heldFor: 1_500, beat: 12 },
    waited: 500,
    limit: 60_000,
  },
  'foreign-lock-waiting': {
    type: 'foreign-lock-waiting',
    bridge: 'knex',
    lock: 'knex_migrations_lock',
    holders: [{ id: '43', user: 'app' }],
    waited: 500,
    limit: 60_000,
  },
  'lease-acquired': { type: 'lease-acquired', waited: 700 },
  'run-started': { type: 'run-started', run: 'r1', batch: 5, direction: 'up', plan },
  recovered: { type: 'recovered', migration: 'V1', outcome: 'landed', reason: 'the index is there' },
  'migration-started': { type: 'migration-started', migration, index: 0, of: 1 },
  'step-started': { type: 'step-started', migration, text: 'ALTER TABLE orders ADD COLUMN status text' },
  'waiting-for-peers': {
    type: 'waiting-for-peers',
    migration,
    peers: [{ id: '41', user: 'app', application: 'web', state: 'active', age: 90_000 }],
    why: 'an index is built only when older transactions have ended',
  },
  'unit-retrying': {
    type: 'unit-retrying',
    migration,
    attempt: 1,
    tries: 10,
    wait: 250,
    reason: 'lock-timeout',
    blockers: [{ id: '42', user: 'app', age: 3_000, probable: true }],
  },
  progress: { type: 'progress', migration, what: 'rows', done: 500, total: 1_000 },
  'step-finished': {
    type: 'step-finished',
    migration,
    text: 'ALTER TABLE orders ADD COLUMN status text',
    milliseconds: 12,
  },
  'migration-finished': { type: 'migration-finished', migration, direction: 'up', milliseconds: 15, batch: 5 },
  'run-waiting': { type: 'run-waiting', run: 'r1', gate: 'backfilled', why: 'the report must be read first' },
  'run-finished': { type: 'run-finished', run: 'r1', status: 'applied', milliseconds: 20 },
  'release-decided': { type: 'release-decided', number: 3, way: 'forward' },
  'release-finished': { type: 'release-finished', number: 3, status: 'applied' },
  'reporter-failed': { type: 'reporter-failed', reporter: 'other', message: 'it could not write' },
}
