import { describe, expect, test } from 'vitest'
import { repair } from '@slipway/core'
import { errorOf, openPlace, workspaceOf } from './flyway-place.ts'

describe.each(['PostgreSQL', 'MySQL'] as const)('odd rows of the real Flyway on %s', (server) => {
  test('a failed script is told as neither applied nor pending, and cleared', async () => {
    await using place = await openPlace(server, {
      'db/V2__b.sql': 'CREATE TABLE b (i int);\nCREATE TABLE b (i int)',
      'db/V2__b.sql.conf': 'executeInTransaction=false',
    })
    // On PostgreSQL it otherwise notes the failure in the transaction that it then rolls back.
    expect((await place.flyway('migrate', '-postgresql.transactional.lock=false')).code).toBe(1)
    const read = await place.read()
    expect(read.applied).toEqual([])
    expect(read.failed).toMatchObject([{ id: 'V2', message: expect.stringMatching(/V2__b\.sql as failed .*\.$/) }])
    expect(read.failed[0]?.hint).toContain('slipway repair --forget V2')
    await repair(await workspaceOf(place), { forget: ['V2'], why: 'b was dropped' })
    expect(await place.info()).toEqual(['2: Pending'])
    expect((await place.read()).failed).toEqual([])
  })

  test('files below the baseline count as applied; one that is late, or came back, is named', async () => {
    await using place = await openPlace(server, {
      'db/V1__a.sql': 'CREATE TABLE a (i int)',
      'db/V2__b.sql': 'CREATE TABLE b (i int)',
      'db/V3__c.sql': 'CREATE TABLE c (i int)',
      'db/V4__d.sql': 'CREATE TABLE d (i int)',
      'db/V5__e.sql': 'CREATE TABLE e (i int)',
    })
    await place.succeeds('baseline', '-baselineVersion=2.0')
    await place.change('up', 'V5')
    await place.change('up', 'V1', { ran: false })
    expect(await place.read()).toMatchObject({
      applied: [{ id: 'V1' }, { id: 'V2' }, { id: 'V5', edited: false }],
      notices: [
        "flyway's baseline is version 2.0: 2 files up to it count as applied and never run",
        expect.stringContaining('pending and older than what is applied: V3, V4'),
      ],
    })
    expect(await errorOf(place.change('down', 'V2'))).toMatchObject({ code: 'SW-HISTORY-CONFLICT' })

    await place.change('up', 'V3', { ran: false })
    await place.change('up', 'V4', { ran: false })
    expect((await place.read()).notices).toContain('applied out of order: 3 after 5, 4 after 5')
    const { output } = await place.flyway('validate')
    expect(output).toContain('Successfully validated')

    await place.session.execute({
      text: "UPDATE flyway_schema_history SET type = 'JDBC', description = 'x' WHERE version = '4'",
    })
    await place.session.execute({ text: "UPDATE flyway_schema_history SET checksum = NULL WHERE version = '3'" })
    const odd = await place.read()
    expect(odd.applied.map(({ id, edited }) => [id, edited])).toEqual([
      ['V1', undefined],
      ['V2', undefined],
      ['V5', false],
      ['V3', undefined],
      ['V4', false],
    ])
    expect(odd.notices).toContainEqual(expect.stringContaining('is of type JDBC and db/V4__d.sql is SQL'))
    expect(odd.notices).toContainEqual(expect.stringContaining('was applied as "x"'))
  })

  test('a row without a file keeps its id, and one that flyway repair gave up is not run unseen', async () => {
    await using place = await openPlace(server, {
      'db/V1__a.sql': 'CREATE TABLE a (i int)',
      'db/V2__b.sql': 'CREATE TABLE b (i int)',
    })
    await place.project.bridge?.prepare(await place.load())
    await place.change('up', 'V1')
    await place.change('up', 'V1.5')
    await place.change('up', 'V2')
    expect(await place.read()).toMatchObject({
      applied: [
        { id: 'V1' },
        { id: 'V1.5', raw: { checksum: null, version: '1.5', description: 'gone' } },
        { id: 'V2' },
      ],
    })
    await place.succeeds('repair')
    expect((await place.read()).applied.map(({ id }) => id)).toEqual(['V1', 'V2'])
    place.write({ 'db/V1.5__gone.sql': 'CREATE TABLE g (i int)' })
    expect(await place.read()).toMatchObject({
      failed: [{ id: 'V1.5', message: expect.stringContaining('the file is back') }],
    })
    await repair(await workspaceOf(place), { forget: ['V1.5'], why: 'it was undone by hand' })
    expect(await place.read()).toMatchObject({ applied: [{ id: 'V1' }, { id: 'V2' }], failed: [] })
    expect(await place.info()).toEqual(['1: Success', '2: Success', '1.5: Ignored'])
  })
})
