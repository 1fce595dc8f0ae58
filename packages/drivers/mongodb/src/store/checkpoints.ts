import type { Checkpoints, Json, Session } from '@slipway/core/plugin'
import { insideOf } from '../session/inside.ts'
import { readAllOf } from '../session/read-all.ts'
import { acknowledged } from './prepare.ts'

/** Progress of the steps of one project, and plans of runs under way. */
export function mongoCheckpoints(session: Session, project: string): Checkpoints {
  const inside = insideOf(session)
  const { store } = inside
  const id = (key: string): object => ({ database: store.target, project, key })
  return {
    async read(key) {
      const [found] = await readAllOf(inside, store.database, {
        find: store.checkpoint,
        filter: { _id: id(key) },
        ...(inside.transactions ? { readConcern: { level: 'majority' } } : {}),
      })
      return found === undefined ? undefined : (JSON.parse(String(found['value'])) as Json)
    },
    async write(writer, key, value) {
      const { command, transaction } = insideOf(writer)
      const update = { q: { _id: id(key) }, u: { $set: { value: JSON.stringify(value) }, $currentDate: { at: true } } }
      await command(
        store.database,
        {
          update: store.checkpoint,
          updates: [{ ...update, upsert: true }],
          ...(transaction === undefined ? { writeConcern: acknowledged } : {}),
        },
        transaction,
      )
    },
    async clear(key) {
      const deletes = [{ q: { _id: id(key) }, limit: 1 }]
      await inside.command(store.database, { delete: store.checkpoint, deletes, writeConcern: acknowledged })
    },
  }
}
