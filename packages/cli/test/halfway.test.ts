import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeProject, type Project } from './project.ts'

let project: Project

beforeEach(async () => {
  project = await makeProject({ 'V1__things.sql': 'CREATE TABLE things (id int, kind int);\n' })
  expect((await project.run('apply')).exit).toBe(0)
})
afterEach(() => project.remove())

const states = async (): Promise<readonly (readonly [string, string])[]> => {
  const { out } = await project.run('status', '--json')
  const { result } = JSON.parse(out) as { result: { migrations: readonly { id: string; state: string }[] } }
  return result.migrations.map(({ id, state }) => [id, state])
}

test('a run that failed behind its gate goes on with the mended file, up to the next gate and behind it', async () => {
  const file = (behind: string, last: string): string =>
    `ALTER TABLE things ADD COLUMN a int;\n-- slipway:gate one first\n${behind};\n-- slipway:gate two then\n${last};\n`
  await project.write({ 'V2__more.sql': file('ALTER TABLE things ADD COLUMN b nope', 'CREATE TABLE wrong (id int)') })
  expect((await project.run('apply')).exit).toBe(12)
  expect((await project.run('gate', 'one', '--open', '--evidence', 'seen')).exit).toBe(0)
  expect((await project.run('resume')).err).toContain('type "nope" does not exist')
  await project.write({
    'V2__more.sql': file('ALTER TABLE things ADD COLUMN b int', 'CREATE TABLE right_one (id int)'),
  })
  expect((await project.run('resume')).exit).toBe(12)
  expect(await states()).toContainEqual(['V2', 'waiting'])
  expect((await project.run('gate', 'two', '--open', '--evidence', 'seen')).exit).toBe(0)
  expect((await project.run('resume')).exit).toBe(0)
  expect(await states()).toEqual([
    ['V1', 'applied'],
    ['V2', 'applied'],
  ])
  const undone = await project.run('rollback', '--yes')
  expect(undone.out + undone.err).toContain('DROP TABLE public.right_one')
})

test('nothing is rolled back beneath a migration that is halfway', async () => {
  await project.write({ 'V2__more.sql': 'VACUUM things;\nALTER TABLE things ADD COLUMN a nope;\n' })
  expect((await project.run('apply')).exit).toBe(6)
  for (const choice of [
    ['rollback', '-n', '1', '--yes'],
    ['rollback', '--batch', '1', '--yes'],
    ['redo', '--yes'],
  ]) {
    const refused = await project.run(...choice)
    expect(refused.exit).toBe(6)
    expect(refused.err).toContain('V2 is partly applied')
  }
  expect((await project.run('rollback', '--yes')).exit).toBe(0)
  expect(await states()).toEqual([
    ['V1', 'applied'],
    ['V2', 'pending'],
  ])
})

test('a rollback that failed halfway goes on with a mended down, and only over what it did already', async () => {
  await project.write({
    'V2__more.sql': 'CREATE INDEX things_id ON things (id);\nCREATE INDEX things_kind ON things (kind);\n',
    'U2__more.sql': 'DROP INDEX CONCURRENTLY things_id;\nDROP INDEX nope;\n',
  })
  expect((await project.run('apply')).exit).toBe(0)
  const failed = await project.run('rollback', '--yes')
  expect(failed.exit).toBe(6)
  await project.write({ 'U2__more.sql': 'DROP INDEX CONCURRENTLY things_kind;\nDROP INDEX things_id;\n' })
  const shifted = await project.run('rollback', '--yes')
  expect(shifted.exit).toBe(7)
  expect(shifted.err).toContain('DROP INDEX CONCURRENTLY things_id')
  await project.write({ 'U2__more.sql': 'DROP INDEX CONCURRENTLY things_id;\nDROP INDEX things_kind;\n' })
  expect((await project.run('rollback', '--yes')).exit).toBe(0)
  expect((await project.run('apply')).exit).toBe(0)
})

test('a repeatable that stopped halfway goes on, and its rollback brings the run before it back', async () => {
  const file = (column: string): string =>
    `VACUUM things;\nCREATE OR REPLACE VIEW seen AS SELECT ${column} AS id FROM things;\n`
  await project.write({ 'R__seen.sql': file('id') })
  expect((await project.run('apply')).exit).toBe(0)
  await project.write({ 'R__seen.sql': file('nope') })
  expect((await project.run('apply')).exit).toBe(6)
  expect(await states()).toContainEqual(['R__seen', 'partial'])
  await project.write({ 'R__seen.sql': file('id + 1') })
  expect((await project.run('resume')).exit).toBe(0)
  expect(await states()).toContainEqual(['R__seen', 'applied'])

  expect((await project.run('rollback', '--yes')).exit).toBe(0)
  expect(await states()).toContainEqual(['R__seen', 'changed'])
  const first = await project.run('rollback', '--batch', '2', '--yes')
  expect(first.out + first.err).toContain('DROP VIEW public.seen')
  expect(await states()).toContainEqual(['R__seen', 'pending'])
})

test('what a waiting run will touch is not rolled back beneath it, and not called applied', async () => {
  await project.write({
    'V2__more.sql':
      'ALTER TABLE things ADD COLUMN a int;\n-- slipway:gate g then\nALTER TABLE things ADD COLUMN b int;\n',
  })
  expect((await project.run('apply')).exit).toBe(12)
  expect((await project.run('rollback', '--batch', '1', '--yes')).err).toContain('SW-RUN-CLAIMED')
  expect((await project.run('baseline', '--through', 'V2', '--why', 'so', '--yes')).err).toContain('SW-PARTIAL')
  expect((await project.run('rollback', '--yes')).exit).toBe(0)
  expect((await project.run('rollback', '--batch', '1', '--yes')).exit).toBe(0)
})

test('a redo that cannot apply again does not say that nothing was changed', async () => {
  await project.write({ 'V2__less.sql': 'ALTER TABLE things DROP COLUMN kind;\n' })
  expect((await project.run('apply', '--allow', 'SW-DATA-LOSS=nobody reads it')).exit).toBe(0)
  const refused = await project.run('redo', '--yes')
  expect(refused.err).toContain('What changed before that: V2 was rolled back.')
  expect(refused.err).not.toContain('Nothing was changed')
  expect(await states()).toContainEqual(['V2', 'pending'])
})

test('what was forgotten is not called rolled back', async () => {
  expect((await project.run('repair', '--forget', 'V1', '--why', 'so', '--yes')).exit).toBe(0)
  const { out } = await project.run('status')
  expect(out).toContain('forgotten')
  expect(out).not.toContain('rolled back')
})
