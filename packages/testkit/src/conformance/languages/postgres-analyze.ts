import type { AnalyzeCase } from '../specimens.ts'

const inside = { transaction: 'inside', recovery: 'atomic' } as const

export const postgresAnalyzeCases: readonly AnalyzeCase[] = [
  {
    text: 'CREATE TABLE t (a integer)',
    expect: { ...inside, verb: 'create table', objects: [{ id: 'table:public.t', effect: 'create' }], hazards: [] },
  },
  {
    text: 'DROP TABLE t',
    expect: { ...inside, verb: 'drop table', data: 'destroys', hazards: ['SW-DATA-LOSS'], reverse: 'at-apply' },
  },
  { text: 'UPDATE t SET a = 1', expect: { ...inside, data: 'changes', hazards: ['SW-DATA-CHANGE'] } },
  { text: 'DELETE FROM t', expect: { ...inside, data: 'destroys', hazards: ['SW-DATA-LOSS'] } },
  { text: 'SELECT count(*) FROM t', expect: { data: 'reads', hazards: [], opaque: false } },
  { text: 'CREATE INDEX i ON t (a)', expect: { ...inside, hazards: ['SW-PG-BLOCKING-INDEX'] } },
  {
    text: 'CREATE INDEX CONCURRENTLY i ON t (a)',
    expect: { transaction: 'outside', recovery: 'probed', hazards: [] },
  },
  {
    text: 'CREATE INDEX CONCURRENTLY ON t (a)',
    expect: { transaction: 'outside', recovery: 'unknowable', hazards: ['SW-UNKNOWABLE'] },
  },
  { text: 'VACUUM t', expect: { transaction: 'outside', recovery: 'repeatable' } },
  { text: "ALTER TYPE mood ADD VALUE 'ok'", expect: { transaction: 'own', recovery: 'atomic', reverse: 'impossible' } },
  { text: 'ALTER TABLE t SET UNLOGGED', expect: { ...inside, rewrite: true, hazards: ['SW-PG-REWRITE'] } },
  { text: 'ALTER TABLE t ALTER COLUMN a SET NOT NULL', expect: { ...inside, scan: true, hazards: ['SW-PG-SCAN'] } },
  { text: 'DO $$ BEGIN END $$', expect: { recovery: 'unknowable', opaque: true } },
  { text: 'CREATE ROLE app', expect: { scope: 'wider', hazards: ['SW-WIDER-SCOPE'] } },
  { text: 'BEGIN', expect: { control: 'begin' } },
  { text: 'COMMIT', expect: { control: 'commit' } },
  { text: 'ROLLBACK', expect: { control: 'rollback' } },
  { text: "SET work_mem = '9MB'", expect: { setting: { name: 'work_mem', local: false } } },
]
