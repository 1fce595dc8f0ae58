import { apply, planRollback, rollback, status, verify, type Workspace } from '@slipway/core'
import { expect, test } from 'vitest'
import { openPlace, workspaceOf } from './flyway-place.ts'

const stateOf = async (workspace: Workspace): Promise<readonly string[]> =>
  (await status(workspace)).migrations.map(({ id, state }) => `${id}: ${state}`)

const tables = ['a', 'b', 'c', 'd']

test.each(['PostgreSQL', 'MySQL'] as const)(
  'on %s both apply and roll back in turns, and agree every time',
  async (server) => {
    const isPostgres = server === 'PostgreSQL'
    await using place = await openPlace(server, {
      ...Object.fromEntries(
        tables.flatMap((name, index) => [
          [`db/V${index + 1}__${name}.sql`, `CREATE TABLE ${name} (i int)`],
          [`db/U${index + 1}__${name}.sql`, `DROP TABLE ${name}`],
        ]),
      ),
      'db/V5__index.sql': isPostgres ? 'CREATE INDEX CONCURRENTLY a_i ON a (i)' : 'CREATE INDEX a_i ON a (i)',
      'db/V5__index.sql.conf': 'executeInTransaction=false',
      'db/R__view.sql': 'CREATE OR REPLACE VIEW a_view AS SELECT i FROM a',
    })
    const workspace = await workspaceOf(place)
    await place.succeeds('migrate', '-target=2')
    const half = (await place.read()).applied.map(({ id }) => id)
    expect(half).toEqual(expect.arrayContaining(['V1', 'V2']))

    await apply(workspace)
    expect(await place.info()).toEqual([
      ...half.map((id) => (id.startsWith('V') ? `${id.slice(1)}: Success` : 'view: Success')),
      ...['V3', 'V4', 'V5', 'R__view']
        .filter((id) => !half.includes(id))
        .map((id) => (id.startsWith('V') ? `${id.slice(1)}: Success` : 'view: Success')),
    ])

    const { plan } = await planRollback(workspace, { count: 3 })
    expect((await rollback(workspace, { plan })).migrations).toHaveLength(3)
    const pending = (await place.info()).filter((each) => each.endsWith('Pending')).length
    expect(pending).toBe(3)
    expect((await stateOf(workspace)).filter((each) => each.endsWith('pending'))).toHaveLength(3)

    await place.succeeds('migrate', '-postgresql.transactional.lock=false', '-outOfOrder=true')
    expect((await stateOf(workspace)).filter((each) => !each.endsWith(': applied'))).toEqual([])
    expect((await apply(workspace)).status).toBe('nothing')
    expect((await verify(workspace)).problems).toEqual([])
    expect((await place.read()).applied).toHaveLength(6)
  },
)
