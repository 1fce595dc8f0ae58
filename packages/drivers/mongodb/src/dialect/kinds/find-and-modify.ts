import { hazard, impossible, type Kind } from '../draft.ts'
import { collectionId } from '../names/object-id.ts'
import { writes } from './data.ts'
import { nameIn } from './name-in.ts'
import { isRepeatable } from './repeatable-update.ts'

/** `{ "findAndModify": "orders", "query": …, "update": … }`, of one document. */
export const findAndModify: Kind = (scope) => {
  const { command } = scope
  const collection = nameIn(command)
  const { query, update: change, upsert, remove } = command.plain
  const destroys = remove === true
  return writes(scope, collection, {
    verb: 'find and modify',
    data: destroys ? 'destroys' : upsert === true ? 'adds' : 'changes',
    repeatable: !destroys && isRepeatable([{ q: query, u: change, upsert }]),
    hazards: [
      destroys
        ? hazard(
            'SW-DATA-LOSS',
            'stop',
            `A document of ${collection} is destroyed, and a rollback does not bring it back.`,
            collectionId(collection),
          )
        : hazard(
            'SW-DATA-CHANGE',
            'inform',
            `A document of ${collection} is changed, and a rollback does not change it back.`,
            collectionId(collection),
          ),
    ],
    reverse: impossible('the document that was there is not kept'),
  })
}
