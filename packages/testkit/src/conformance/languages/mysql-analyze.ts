import type { AnalyzeCase } from '../specimens.ts'

const inside = { transaction: 'inside', recovery: 'atomic' } as const
const probed = { transaction: 'outside', recovery: 'probed' } as const

export const mysqlAnalyzeCases: readonly AnalyzeCase[] = [
  {
    text: 'CREATE TABLE t (a INT)',
    expect: {
      ...probed,
      verb: 'create table',
      objects: [{ id: 'table:t', effect: 'create' }],
      hazards: [],
      reverse: 'statements',
    },
  },
  {
    text: 'DROP TABLE t',
    expect: { ...probed, verb: 'drop table', data: 'destroys', hazards: ['SW-DATA-LOSS'], reverse: 'at-apply' },
  },
  {
    text: 'RENAME TABLE a TO b, c TO d',
    expect: {
      ...probed,
      verb: 'rename table',
      objects: [
        { id: 'table:a', effect: 'rename', to: 'table:b' },
        { id: 'table:c', effect: 'rename', to: 'table:d' },
      ],
      hazards: [],
    },
  },
  {
    text: 'ALTER TABLE t ADD COLUMN a INT, ADD INDEX i (b)',
    expect: {
      ...probed,
      verb: 'alter table',
      objects: [
        { id: 'table:t', effect: 'alter' },
        { id: 'column:t.a', effect: 'create' },
        { id: 'index:t.i', effect: 'create' },
      ],
      rewrite: true,
      hazards: ['SW-MYSQL-NOT-INSTANT', 'SW-MYSQL-REWRITE'],
    },
  },
  { text: 'ALTER TABLE t ADD COLUMN a INT', expect: { ...probed, rewrite: false, scan: false, hazards: [] } },
  {
    text: 'ALTER TABLE t DROP COLUMN a',
    expect: { ...probed, data: 'destroys', hazards: ['SW-DATA-LOSS'], reverse: 'at-apply' },
  },
  { text: 'ALTER TABLE t ADD CHECK (a > 0)', expect: { ...probed, rewrite: true, hazards: ['SW-MYSQL-COPY'] } },
  {
    text: 'ALTER TABLE t ADD INDEX i (a), ALGORITHM=INSTANT',
    expect: { ...probed, scan: true, hazards: ['SW-MYSQL-REFUSED'] },
  },
  { text: 'CREATE FULLTEXT INDEX i ON t (a)', expect: { ...probed, verb: 'create index', hazards: ['SW-MYSQL-SCAN'] } },
  { text: 'INSERT INTO t VALUES (1)', expect: { ...inside, verb: 'insert', data: 'adds', hazards: [] } },
  {
    text: 'INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = 2',
    expect: { ...inside, data: 'changes', hazards: ['SW-DATA-CHANGE'] },
  },
  {
    text: 'REPLACE INTO t VALUES (1)',
    expect: { ...inside, verb: 'replace', data: 'changes', hazards: ['SW-DATA-CHANGE'] },
  },
  { text: 'UPDATE t SET a = 1', expect: { ...inside, data: 'changes', hazards: ['SW-DATA-CHANGE'] } },
  {
    text: 'UPDATE a JOIN b ON a.id = b.id SET a.n = b.n',
    expect: {
      ...inside,
      objects: [
        { id: 'table:a', effect: 'write' },
        { id: 'table:b', effect: 'read' },
      ],
    },
  },
  {
    text: 'DELETE x FROM t AS x JOIN u ON u.id = x.id',
    expect: {
      ...inside,
      data: 'destroys',
      objects: [
        { id: 'table:t', effect: 'write' },
        { id: 'table:u', effect: 'read' },
      ],
      hazards: ['SW-DATA-LOSS'],
    },
  },
  { text: 'SELECT count(*) FROM t', expect: { data: 'reads', hazards: [], opaque: false } },
  {
    text: 'TRUNCATE TABLE t',
    expect: { transaction: 'outside', recovery: 'unknowable', data: 'destroys', hazards: ['SW-DATA-LOSS'] },
  },
  { text: 'ANALYZE TABLE t', expect: { transaction: 'outside', recovery: 'repeatable', hazards: [] } },
  { text: 'CREATE TEMPORARY TABLE t (a INT)', expect: { ...inside, objects: [], hazards: [] } },
  {
    text: 'CALL p()',
    expect: { transaction: 'outside', recovery: 'unknowable', opaque: true, hazards: ['SW-OPAQUE', 'SW-UNKNOWABLE'] },
  },
  { text: "PREPARE s FROM 'DROP TABLE t'", expect: { ...inside, verb: 'prepare', opaque: false } },
  { text: 'EXECUTE s', expect: { transaction: 'outside', recovery: 'unknowable', opaque: true } },
  { text: 'CREATE USER app', expect: { transaction: 'outside', scope: 'wider', hazards: ['SW-WIDER-SCOPE'] } },
  { text: 'GRANT SELECT ON shop.* TO app', expect: { transaction: 'outside', recovery: 'repeatable', scope: 'wider' } },
  {
    text: 'UPDATE elsewhere.t SET a = 1',
    expect: { scope: 'wider', objects: [{ id: 'table:elsewhere.t', effect: 'write' }] },
  },
  {
    text: 'SET GLOBAL max_connections = 5',
    expect: { transaction: 'outside', scope: 'wider', hazards: ['SW-WIDER-SCOPE'] },
  },
  { text: 'SET foreign_key_checks = 0', expect: { ...inside, setting: { name: 'foreign_key_checks', local: false } } },
  { text: 'BEGIN', expect: { control: 'begin' } },
  { text: 'START TRANSACTION', expect: { control: 'begin' } },
  { text: 'COMMIT', expect: { control: 'commit' } },
  { text: 'ROLLBACK', expect: { control: 'rollback' } },
  { text: 'SAVEPOINT a', expect: { ...inside, verb: 'savepoint' } },
]
