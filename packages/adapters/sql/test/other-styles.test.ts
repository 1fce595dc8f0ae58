import { execSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { project } from './project.ts'

test('golang-migrate: pairs by version, in the spellings that are about', async () => {
  const { load } = project({
    'migrations/0001_create_users.up.sql': 'CREATE TABLE users (i int)',
    'migrations/0001_create_users.down.sql': 'DROP TABLE users',
    'migrations/0002_add_name_up.sql': 'ALTER TABLE users ADD n text',
    'migrations/0002_add_name_down.sql': '',
    'migrations/0010.up.sql': 'SELECT 10',
    'migrations/0003_jobs.up.sql': 'SELECT 3',
    'migrations/0003_job.down.sql': 'SELECT -3',
    'migrations/V0004.Initial_Schema.up.sql': 'SELECT 4',
  })
  expect(await load()).toMatchObject([
    { id: '0001', title: 'create users', down: [{ text: 'DROP TABLE users' }] },
    { id: '0002', title: 'add name', down: [] },
    { id: '0003', title: 'jobs', down: [{ text: 'SELECT -3' }] },
    { id: 'V0004', title: 'Initial Schema', down: undefined },
    { id: '0010', title: '0010' },
  ])
})

test('golang-migrate: files for this dialect win, files for another are not ours', async () => {
  const { load } = project({
    'migrations/1_a.up.sql': 'SELECT 1',
    'migrations/1_a.postgres.autocommit.up.sql': 'SELECT 2',
    'migrations/1_a.mysql.up.sql': 'SELECT 3',
    'migrations/1_a.down.sql': 'SELECT 4',
    'migrations/2_b.mysql.up.sql': 'SELECT `no SQL of PostgreSQL`',
    'migrations/3_c.pg.up.sql': 'SELECT 5',
  })
  expect(await load()).toMatchObject([
    { id: '1', title: 'a', transaction: 'never', up: [{ text: 'SELECT 2' }], down: [{ text: 'SELECT 4' }] },
    { id: '3', title: 'c', transaction: 'auto', up: [{ text: 'SELECT 5' }] },
  ])
})

test('golang-migrate: one version twice is refused, and the printed commands cure it', async () => {
  const { load, refusal, cwd } = project({
    'migrations/7_a.up.sql': 'SELECT 1',
    'migrations/7_a.down.sql': 'SELECT 1',
    'migrations/7_b.up.sql': 'SELECT 2',
    'migrations/7_b.down.sql': 'SELECT 2',
  })
  const error = await refusal()
  expect(error).toMatchObject({
    code: 'SW-DUPLICATE',
    message: expect.stringContaining('7_a.up.sql and migrations/7_b.up.sql'),
  })
  execSync(error.hint ?? '', { cwd })
  expect(await load()).toMatchObject([
    { id: '7', title: 'a', down: [{}] },
    { id: '8', title: 'b', down: [{ text: 'SELECT 2' }] },
  ])
})

test.each([
  ['2_b.sql', 'does not say up or down', 'SW-SYNTAX'],
  ['b.up.sql', 'does not begin with a version', 'SW-SYNTAX'],
  ['2_b.down.sql', 'no up file', 'SW-SYNTAX'],
  ['1_other.down.sql', 'Two files', 'SW-DUPLICATE'],
  ['2_b.up.go', 'code step', 'SW-UNSUPPORTED'],
])('golang-migrate: %s is refused', async (name, words, code) => {
  const { refusal } = project({
    'migrations/1_a.up.sql': 'SELECT 1',
    'migrations/1_a.down.sql': 'SELECT 1',
    [`migrations/${name}`]: 'SELECT 1',
  })
  expect(await refusal()).toMatchObject({ code, message: expect.stringContaining(words) })
})

test('golang-migrate: the down of a code step that is left out is left out with it', async () => {
  const { load } = project({
    'migrations/1_a.up.sql': 'SELECT 1',
    'migrations/2_b.up.go': 'package b',
    'migrations/2_b.down.sql': 'SELECT 1',
  })
  expect(await load({ ignore: ['*.go'] })).toMatchObject([{ id: '1' }])
})

test('goose: one file, places of the file, checksums of each part', async () => {
  const body = `-- reason: users
-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE users (i int);
-- +goose StatementBegin
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN; RETURN 1; END $$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION f;
DROP TABLE users;
`
  const { load, write } = project({
    'migrations/00001_users.sql': body,
    'migrations/00002_none.sql': '-- +goose Up\nSELECT 1;',
    'migrations/00003_empty.sql': '-- +goose Up\nSELECT 1;\n-- +goose Down\n',
  })
  const [first, second, third] = await load()
  expect(first).toMatchObject({
    id: '00001',
    title: 'users',
    reason: 'users',
    transaction: 'never',
    up: [{ at: { line: 4 } }, { at: { line: 6 } }],
    down: [{ text: 'DROP FUNCTION f', at: { file: 'migrations/00001_users.sql', line: 10 } }, {}],
    downLocation: { line: 9 },
  })
  expect(second?.down).toBeUndefined()
  expect(third?.down).toEqual([])
  write({ 'migrations/00001_users.sql': body.replace('DROP FUNCTION f', 'DROP FUNCTION f()') })
  const [edited] = await load()
  expect(edited?.checksum).toBe(first?.checksum)
  expect(edited?.downChecksum).not.toBe(first?.downChecksum)
})

test.each([
  ['-- +goose ENVSUB ON\n-- +goose Up\nSELECT 1;', 1, 'secret: false'],
  ['-- +goose Up\n-- +goose Dwon\nSELECT 1;', 2, 'annotations: Up, Down'],
  ['SELECT 1;\n-- +goose Up\n', 1, 'below the annotation'],
])('goose: %j is refused', async (text, line, cure) => {
  const error = await project({ 'migrations/1_a.sql': text }).refusal({ style: 'goose' })
  expect(error).toMatchObject({ code: 'SW-SYNTAX', details: { line }, hint: expect.stringContaining(cure) })
})

test('goose: a numbered file without its annotation is refused', async () => {
  const { refusal } = project({ 'migrations/1_a.sql': '-- +goose Up\nSELECT 1;', 'migrations/2_b.sql': 'SELECT 1;' })
  expect(await refusal()).toMatchObject({ code: 'SW-SYNTAX', message: expect.stringContaining('2_b.sql') })
})

test('dbmate: markers and their transaction option', async () => {
  const { load, refusal, write } = project({
    'migrations/20240115093000_a.sql':
      '-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON t (a);\n\n-- migrate:down\nDROP INDEX i;\n',
    'migrations/20240116093000_b.sql': '-- migrate:up\nSELECT 1;\n\n-- migrate:down\n',
  })
  expect(await load()).toMatchObject([
    { id: '20240115093000', title: 'a', transaction: 'never', down: [{ text: 'DROP INDEX i', at: { line: 5 } }] },
    { id: '20240116093000', transaction: 'auto', down: [] },
  ])
  write({ 'migrations/20240116093000_b.sql': '-- migrate:up transaction:no\nSELECT 1;' })
  expect(await refusal()).toMatchObject({ code: 'SW-SYNTAX', details: { line: 1 } })
})

test('node-pg-migrate: the id is the whole name, a file without markers is all up', async () => {
  const { load } = project({
    'migrations/1705312200000_add-name.sql': '-- Up Migration\nSELECT 1;\n-- Down Migration\nSELECT 2;\n',
    'migrations/1705312300000_more.sql': 'SELECT 3;',
  })
  expect(await load()).toMatchObject([
    {
      id: '1705312200000_add-name',
      title: 'add name',
      up: [{ at: { line: 2 } }],
      down: [{ text: 'SELECT 2', at: { line: 4 } }],
    },
    { id: '1705312300000_more', down: undefined },
  ])
})

test('as many files of one style as of another: the question is put back', async () => {
  const { refusal } = project({ 'migrations/V1__a.sql': 'SELECT 1', 'migrations/1_b.up.sql': 'SELECT 1' })
  expect(await refusal()).toMatchObject({ code: 'SW-CONFIG', hint: expect.stringContaining("style: 'flyway'") })
})

test('bare numbered files are of no style, until one is named', async () => {
  const { load, refusal } = project({ 'migrations/0001_init.sql': 'SELECT 1' })
  expect(await refusal()).toMatchObject({
    code: 'SW-CONFIG',
    message: expect.stringContaining('migrations/0001_init.sql'),
  })
  expect(await load({ style: 'node-pg-migrate' })).toMatchObject([{ id: '0001_init', down: undefined }])
})
