import type { ObjectId } from '@slipway/core/plugin'
import { kindOf, lastName, ownerName, sqlName } from '../names/object-id.ts'
import { quoteLiteral } from '../names/quote-identifier.ts'
import { sqlObject } from '../names/sql-words.ts'

/** Sets the comment of `comment:<id>`; `undefined` takes it away. */
export function setComment(comment: ObjectId, text: string | undefined): readonly string[] | undefined {
  const subject = sqlObject(sqlName(comment))
  return subject === undefined
    ? undefined
    : [`COMMENT ON ${subject} IS ${text === undefined ? 'NULL' : quoteLiteral(text)}`]
}

/** Sets the owner of `owner:<id>` to a role, quoted. */
export function setOwner(owner: ObjectId, role: string): readonly string[] | undefined {
  const subject = sqlObject(sqlName(owner))
  return subject === undefined ? undefined : [`ALTER ${subject} OWNER TO ${role}`]
}

/** Takes `grant:<id>:<role>` into the id and the role, both as written. */
export function grantParts(grant: ObjectId): readonly [id: ObjectId, role: string] {
  const rest = sqlName(grant)
  const quoted = /:("(?:[^"]|"")*"|[^":]+)$/.exec(rest)
  return quoted === null ? [rest, ''] : [rest.slice(0, quoted.index), quoted[1] ?? '']
}

/** Gives a role exactly the privileges that a definition lists: `INSERT, SELECT WITH GRANT OPTION`. */
export function setGrants(grant: ObjectId, definition: string | undefined): readonly string[] | undefined {
  const [id, role] = grantParts(grant)
  const kind = kindOf(id)
  const column = kind === 'column' ? lastName(id) : undefined
  const target = column !== undefined ? `TABLE ${ownerName(id)}` : grantTarget(id)
  if (target === undefined) return undefined
  const all = column === undefined ? 'ALL' : `ALL (${column})`
  const grants = (definition === undefined || definition === 'NONE' ? [] : definition.split(', ')).map((one) => {
    const option = one.endsWith(' WITH GRANT OPTION') ? ' WITH GRANT OPTION' : ''
    const privilege = one.slice(0, one.length - option.length)
    return `GRANT ${privilege}${column === undefined ? '' : ` (${column})`} ON ${target} TO ${role}${option}`
  })
  return [`REVOKE ${all} ON ${target} FROM ${role}`, ...grants]
}

function grantTarget(id: ObjectId): string | undefined {
  const kind = kindOf(id)
  if (/^(view|materialized-view)$/.test(kind)) return `TABLE ${sqlName(id)}`
  if (kind === 'foreign-server') return `FOREIGN SERVER ${sqlName(id)}`
  return sqlObject(id)
}
