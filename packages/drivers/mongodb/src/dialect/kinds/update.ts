import type { Document } from 'mongodb'
import { malformed } from '../command.ts'
import { hazard, impossible, type Kind } from '../draft.ts'
import { keptBy, undoKept } from '../keep/backup-field.ts'
import { collectionId } from '../names/object-id.ts'
import { print } from '../text/print.ts'
import { writes } from './data.ts'
import { nameIn } from './name-in.ts'
import { isRepeatable } from './repeatable-update.ts'

/** `{ "update": "orders", "updates": [{ "q": …, "u": …, "multi": true }] }`. */
export const update: Kind = (scope) => {
  const { command } = scope
  const collection = nameIn(command)
  const updates = command.plain['updates'] as unknown
  if (!Array.isArray(updates) || updates.length === 0)
    throw malformed(
      command.at,
      '"update" lists no "updates"',
      '"updates": [{ "q": {}, "u": { "$set": … }, "multi": true }]',
    )
  for (const entry of updates as readonly Document[]) {
    if (entry['q'] === undefined || entry['u'] === undefined)
      throw malformed(
        command.at,
        'an update needs "q", the filter, and "u", the change',
        '{ "q": {}, "u": { "$set": … } }',
      )
  }
  const entries = updates as readonly Document[]
  const kept = entries.length === 1 && entries[0]?.['upsert'] !== true ? keptBy(entries[0]?.['u']) : undefined
  const draft = writes(scope, collection, {
    verb: 'update',
    data: entries.some((entry) => entry['upsert'] === true) ? 'adds' : 'changes',
    repeatable: isRepeatable(entries),
    hazards:
      kept === undefined
        ? [
            hazard(
              'SW-DATA-CHANGE',
              'inform',
              `Documents of ${collection} are changed, and a rollback does not change them back.`,
              collectionId(collection),
            ),
          ]
        : [],
    reverse:
      kept === undefined
        ? impossible('the values that were there are not kept')
        : { kind: 'statements', statements: undoKept(collection, kept).map(print), class: 'preserved' },
  })
  const pipeline = entries.some((entry) => Array.isArray(entry['u']))
  return {
    ...draft,
    data: 'changes',
    needs: [...(draft.needs ?? []), ...(pipeline ? ['pipelineUpdates'] : [])],
  }
}
