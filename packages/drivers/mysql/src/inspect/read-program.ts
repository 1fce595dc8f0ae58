import type { Row } from '@slipway/core/plugin'
import { mapCode } from './scan.ts'

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value))

/** Quotes a text as a string constant. */
export const quoted = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** Some columns of SHOW have other letters on one server than on the other. */
export function cell(row: Row, ...names: readonly string[]): string {
  const wanted = names.map((name) => name.toLowerCase())
  const found = Object.entries(row).find(([name]) => wanted.includes(name.toLowerCase()))
  return text(found?.[1])
}

/**
 * What a stored program runs under is a part of it, and its text alone does not say it: it stands before it as the SET
 * that a dump writes too.
 */
function under(row: Row, create: string): string {
  const zone = cell(row, 'time_zone')
  const settings = [
    `sql_mode = ${quoted(cell(row, 'sql_mode'))}`,
    `collation_connection = ${cell(row, 'collation_connection')}`,
    ...(zone === '' ? [] : [`time_zone = ${quoted(zone)}`]),
  ]
  return `SET ${settings.join(', ')};\n${create}`
}

/** What may differ in a stored program without a difference in its text. */
export function programCosmetic(row: Row): string {
  return `client ${cell(row, 'character_set_client')}, database ${cell(row, 'Database Collation')}`
}

/** What stands in the place of a body that the connected user may not see. */
const hidden = (kind: string, name: string): string => `CREATE ${kind} ${name} /* its body is not shown to this user */`

/** A view as SHOW CREATE VIEW shows it: names of the connected database come unqualified. */
export function viewDefinition(row: Row): string {
  return cell(row, 'Create View')
}

/** A routine or package as SHOW CREATE shows it. */
export function routineDefinition(row: Row, kind: string, name: string): string {
  const create = cell(row, `Create ${kind}`)
  return create === '' ? hidden(kind, name) : under(row, create)
}

const quotedName = '`(?:[^`]|``)*`'
const anyName = `(?:${quotedName}|[^\\s\`.]+)`
const gap = '(?:\\s|/\\*[^]*?\\*/)'
const triggerHead = new RegExp(
  `^CREATE${gap}+(?:OR${gap}+REPLACE${gap}+)?(?:DEFINER${gap}*=${gap}*\\S+${gap}+)?TRIGGER${gap}+(?:IF${gap}+NOT${gap}+EXISTS${gap}+)?` +
    `${anyName}(?:${gap}*\\.${gap}*${anyName})?${gap}+\\w+${gap}+\\w+${gap}+ON${gap}+` +
    `${anyName}(?:${gap}*\\.${gap}*${anyName})?${gap}+FOR${gap}+EACH${gap}+ROW${gap}*` +
    `(?:(?:FOLLOWS|PRECEDES)${gap}+${anyName}${gap}*)?`,
  'i',
)

/** A trigger's body, without a head that its author may have written in many ways. `undefined`: not shown to this user. */
export function triggerBody(row: Row): string | undefined {
  const create = cell(row, 'SQL Original Statement')
  if (create === '') return undefined
  const head = triggerHead.exec(create)
  return head === null ? create : create.slice(head[0].length).trim()
}

/** What is known of a trigger besides its body. Names are quoted. */
export interface TriggerHead {
  readonly name: string
  readonly table: string
  readonly definer: string
  readonly timing: string
  readonly event: string
  /** The trigger that fires just before it, among those of the same time and event. */
  readonly follows: string | undefined
}

/** A trigger, with its place among those that fire at the same moment. */
export function triggerDefinition(row: Row, head: TriggerHead): string {
  const body = triggerBody(row)
  if (body === undefined) return hidden('TRIGGER', head.name)
  const place = head.follows === undefined ? '' : ` FOLLOWS ${head.follows}`
  return under(
    row,
    `CREATE DEFINER=${head.definer} TRIGGER ${head.name} ${head.timing} ${head.event} ON ${head.table} FOR EACH ROW${place} ${body}`,
  )
}

/** `user@host` as the catalog has it, with its names quoted. A role has no host. */
export function definer(account: string): string {
  const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``
  const at = account.lastIndexOf('@')
  return at < 0 ? quote(account) : `${quote(account.slice(0, at))}@${quote(account.slice(at + 1))}`
}

/**
 * An event. When it began goes without saying where that is the moment at which it was created: the server wrote that
 * down by itself.
 */
export function eventDefinition(row: Row, name: string, startsWhenMade: boolean): string {
  const create = cell(row, 'Create Event')
  if (create === '') return hidden('EVENT', name)
  if (!startsWhenMade) return under(row, create)
  const at = / STARTS '[^']*'/.exec(create)
  return under(row, at === null ? create : create.slice(0, at.index) + create.slice(at.index + at[0].length))
}

/** When an event began, as its definition would say it: `STARTS '2026-01-01 00:00:00'`. */
export function eventStart(row: Row): string {
  return / (STARTS '[^']*')/.exec(cell(row, 'Create Event'))?.[1] ?? ''
}

/** A sequence; how far it has come is data. */
export function sequenceDefinition(row: Row): string {
  return mapCode(cell(row, 'Create Table'), (code) => code.replace(/\s+/g, ' ')).trim()
}
