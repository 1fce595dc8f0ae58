import type { Ailment, Session } from '@slipway/core/plugin'
import type { Store } from './store/prepare.ts'
import { placeOf } from './store/tables.ts'

const text = `
SELECT s.SCHEMA_NAME AS name, (SELECT COUNT(*) FROM information_schema.PROCESSLIST p WHERE p.DB = s.SCHEMA_NAME) AS sessions
FROM information_schema.SCHEMATA s
WHERE s.SCHEMA_NAME REGEXP '^slipway_scratch_[0-9a-z_]+$' AND NOT s.SCHEMA_NAME <=> DATABASE()
ORDER BY s.SCHEMA_NAME`

/** Scratch databases on the server: of a rehearsal that runs, that was told to keep its own, or that was killed. */
async function scratches(session: Session): Promise<readonly Ailment[]> {
  const { rows } = await session.execute({ text })
  return rows.map((row) => {
    const name = String(row['name'])
    const sessions = Number(row['sessions'])
    return {
      object: `database:${name}`,
      message: `scratch of a rehearsal, ${sessions === 0 ? 'nobody is connected to it' : `${sessions} connected to it`}`,
      cure: `If no rehearsal runs and nobody kept it: DROP DATABASE ${name}; DROP USER IF EXISTS ${name}`,
    }
  })
}

/** What `doctor` is to name: leftovers of rehearsals, a store that is not in a database of its own, an untested topology. */
export async function leftoversOf(session: Session, store: Store): Promise<readonly Ailment[]> {
  const { tables, existing } = await store.place(session)
  const several = session.server.settings['multi_primary']
  return [
    ...(await scratches(session)),
    ...(tables.prefix !== '' && existing.size > 0
      ? [
          {
            object: `database:${tables.schema}`,
            message: `Slipway's own tables stand in ${placeOf(tables)}, since a database of their own could not be made`,
            cure: `It works as it is. State it, so that every user finds them: mysql({ url: …, store: '${tables.schema}' })`,
          },
        ]
      : []),
    ...(several === undefined
      ? []
      : [
          {
            object: 'server',
            message: `${several}: what Slipway does there was never tested`,
            cure: 'Let migrations run through one and the same member, while no other one is written to',
          },
        ]),
  ]
}
