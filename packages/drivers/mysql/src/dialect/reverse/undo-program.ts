import type { ObjectId, Reverse, Schema } from '@slipway/core/plugin'
import { closing, headName, mapCode, outline } from '../../inspect/scan.ts'
import { lastName } from '../names/object-id.ts'
import { inBackticks } from '../names/quote-identifier.ts'
import type { CreateObject, Drop } from '../read/parsed.ts'
import type { Flavor } from '../syntax.ts'
import { spelledId } from './before-table.ts'
import { recreate, sortedByNeed, underItsSettings } from './restore.ts'
import { by, impossible, nothing } from './undo.ts'

type What = CreateObject['what']

const words: Readonly<Record<What, string>> = {
  view: 'VIEW',
  trigger: 'TRIGGER',
  procedure: 'PROCEDURE',
  function: 'FUNCTION',
  event: 'EVENT',
  sequence: 'SEQUENCE',
}

const hidden = (what: What): Reverse => impossible(`the text of this ${what} is not shown to this user`)

const drop = (what: What, name: string): string => `DROP ${words[what]} ${inBackticks(name)}`

/** Undoes CREATE of a view, trigger, routine, event or sequence. */
export function undoCreate({ what, name, orReplace, ifNotExists }: CreateObject, before: Schema): Reverse {
  const id = spelledId(before, what, name.name)
  if (id === undefined) return by([drop(what, name.name)])
  if (!orReplace) return ifNotExists ? nothing : by([drop(what, name.name)])
  return putBack(what, id, before)
}

/** Puts back what CREATE OR REPLACE or ALTER took the place of. */
function putBack(what: What, id: ObjectId, before: Schema): Reverse {
  const made = recreate(id, before)
  const create = made?.at(-1)
  if (made === undefined || create === undefined) return hidden(what)
  if (what === 'view') return by([create.replace(/^CREATE /, 'CREATE OR REPLACE ')])
  return by([drop(what, lastName(id)), ...made], what === 'sequence' ? 'schema-only' : 'exact')
}

/** Undoes DROP of views, a trigger, a routine, an event or sequences. */
export function undoDrop({ what, names }: Drop & { readonly what: What }, before: Schema): Reverse {
  const ids = names.flatMap(({ name }) => spelledId(before, what, name) ?? [])
  const statements: string[] = []
  for (const id of sortedByNeed(ids, before)) {
    const made = recreate(id, before)
    if (made === undefined) return hidden(what)
    statements.push(...made)
  }
  return by(statements, what === 'sequence' ? 'schema-only' : 'exact')
}

/** Undoes ALTER of a view, routine, event or sequence. */
export function undoAlterObject(
  statement: CreateObject,
  before: Schema,
  { flavor, text = 'comment' }: { readonly flavor: Flavor; readonly text?: string },
): Reverse {
  const { what, name, to } = statement
  const id = spelledId(before, what, name.name)
  const old = id === undefined ? undefined : before.objects[id]
  if (id === undefined || old === undefined) return nothing
  if (what === 'view') return putBack(what, id, before)
  if (what === 'sequence') return by([alterSequence(name.name, old.definition)])
  const made = underItsSettings(old.definition)
  const create = made?.at(-1)
  if (made === undefined || create === undefined) return hidden(what)
  if (what === 'event') return by([...made.slice(0, -1), alterEvent(create, lastName(id), to?.name, old.cosmetic)])
  const kept = characteristics(create)
  if (flavor === 'mysql' && kept.endsWith(" COMMENT ''") && /\bcomment\b/i.test(text))
    return impossible('MySQL takes no comment away from a routine, and dropping the routine takes its grants along')
  return by([`ALTER ${words[what]} ${inBackticks(name.name)} ${kept}`])
}

function alterSequence(name: string, definition: string): string {
  const settings = /` ([^]*?)(?: ENGINE=\w+.*)?$/.exec(definition)?.[1] ?? ''
  return `ALTER SEQUENCE ${inBackticks(name)} ${settings}`
}

/** What ALTER may change of a routine, as it stands between its parameters and its body; what is unsaid is the default. */
function characteristics(create: string): string {
  const open = outline(create).indexOf('(')
  let rest = create.slice(closing(create, open) + 1)
  const returns = /^ RETURNS [^\n]*/.exec(rest)
  if (returns !== null) rest = rest.slice(returns[0].length)
  const head =
    /^(?:\n {4}(?:DETERMINISTIC|NO SQL|CONTAINS SQL|READS SQL DATA|MODIFIES SQL DATA|SQL SECURITY \w+|COMMENT '(?:[^'\\]|\\[^]|'')*'))*/.exec(
      rest,
    )?.[0] ?? ''
  const access = /NO SQL|READS SQL DATA|MODIFIES SQL DATA/.exec(outline(head))?.[0] ?? 'CONTAINS SQL'
  const security = /SQL SECURITY (\w+)/.exec(outline(head))?.[1] ?? 'DEFINER'
  const comment = / COMMENT ('(?:[^'\\]|\\[^]|'')*')/.exec(head)?.[1] ?? "''"
  return `${access} SQL SECURITY ${security} COMMENT ${comment}`
}

/** ALTER EVENT says everything anew: what it leaves out stays as it is now. */
function alterEvent(create: string, name: string, to: string | undefined, cosmetic: string | undefined): string {
  const [, head = 'CREATE ', rest = ''] = /^(CREATE (?:DEFINER=\S+ )?)EVENT ([^]*)$/.exec(create) ?? []
  const [, said] = headName(rest) ?? ['', rest]
  const starts = /STARTS '[^']*'/.exec(cosmetic ?? '')?.[0]
  const shape = outline(said)
  const completion = shape.indexOf(' ON COMPLETION ')
  const schedule = said.slice(0, completion)
  const withStart =
    starts === undefined || / STARTS | AT /.test(outline(schedule)) ? schedule : putStart(schedule, starts)
  const [, kept = '', state = ''] = /^( ON COMPLETION (?:NOT )?PRESERVE)([^]*)$/.exec(said.slice(completion)) ?? []
  const renamed = to === undefined ? '' : ` RENAME TO ${inBackticks(name)}`
  const commented = / COMMENT /.test(outline(state).split(' DO ')[0] ?? '')
    ? state
    : state.replace(/ DO /, " COMMENT '' DO ")
  const body = mapCode(head, (code) => code.replace(/^CREATE /, 'ALTER '))
  return `${body}EVENT ${inBackticks(to ?? name)} ${withStart}${kept}${renamed}${commented}`
}

const putStart = (schedule: string, starts: string): string => {
  const ends = schedule.indexOf(' ENDS ')
  return ends < 0 ? `${schedule} ${starts}` : `${schedule.slice(0, ends)} ${starts}${schedule.slice(ends)}`
}
