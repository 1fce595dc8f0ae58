import type { Ailment, ObjectId, Schema } from '@slipway/core/plugin'
import { kindOf, lastName, sqlName } from '../names/object-id.ts'

const leftovers: readonly {
  readonly kind: string
  readonly name: RegExp
  readonly message: string
  readonly cure: string
}[] = [
  {
    kind: 'table',
    name: /^(?:#mysql50#)?#sql/,
    message: 'a leftover of an ALTER that did not end: it takes room, and nothing uses it',
    cure: 'If no ALTER is running: DROP TABLE',
  },
  {
    kind: 'table',
    name: /^_.+_gh[oc]$/,
    message: 'a working table of gh-ost',
    cure: 'If no gh-ost is running or to be resumed: DROP TABLE',
  },
  {
    kind: 'trigger',
    name: /^pt_osc_.+_(?:ins|upd|del)$/,
    message: 'a trigger of pt-online-schema-change: every write to its table is done twice',
    cure: 'If no pt-online-schema-change is running, and before its table _…_new goes: DROP TRIGGER',
  },
]

/** Views whose tables are gone, and what an interrupted tool left. Only a person can tell whether another team is at work. */
export function findAilments({ objects }: Schema): readonly Ailment[] {
  return Object.entries(objects).flatMap(([object, { dependsOn }]): readonly Ailment[] => {
    const left = leftovers.find(({ kind, name }) => kindOf(object) === kind && name.test(lastName(object)))
    if (left !== undefined) return [{ object, message: left.message, cure: `${left.cure} ${sqlName(object)}` }]
    if (kindOf(object) !== 'view') return []
    const gone = dependsOn.filter((id) => objects[id] === undefined)
    return gone.length === 0 ? [] : [brokenView(object, gone)]
  })
}

function brokenView(object: ObjectId, gone: readonly ObjectId[]): Ailment {
  const names = gone.map(sqlName).join(', ')
  return {
    object,
    message: `it reads ${names}, which is not there: whoever reads the view gets an error`,
    cure: `Bring ${names} back, or: DROP VIEW ${sqlName(object)}`,
  }
}
