import type { Definitions, ObjectId, Probe } from '@slipway/core/plugin'
import { shapeId } from '../../inspect/ids.ts'
import { readShape } from '../../inspect/shape.ts'
import { objectId, sqlName } from '../names/object-id.ts'
import type { CreateObject, CreateTable, Drop } from '../read/parsed.ts'
import { absent, andList, landed, partial, unknown } from './verdicts.ts'

const spoken = (id: ObjectId): string => `${id.slice(0, id.indexOf(':'))} ${sqlName(id)}`

/** CREATE: what was not there is there now. */
export function probeCreate(
  id: ObjectId,
  { orReplace, ifNotExists }: { readonly orReplace: boolean; readonly ifNotExists: boolean },
  before: Definitions,
  now: Definitions,
): Probe {
  const [was, is] = [before[id], now[id]]
  if (was === undefined || is === undefined) return unknown(`whether ${spoken(id)} is there was not read`)
  if (is === null) {
    if (was === null) return absent(`${spoken(id)} is not there`)
    return orReplace
      ? absent(`the old ${spoken(id)} is gone and no new one is there`)
      : unknown(`${spoken(id)} was there and is gone`)
  }
  if (was === null) return landed(`${spoken(id)} is there`)
  if (orReplace && was === is && id.startsWith('sequence:'))
    return unknown(`${spoken(id)} looks as before, and nothing shows whether it began anew`)
  if (orReplace)
    return was === is
      ? absent(`${spoken(id)} is as it was; to replace it again gives the same`)
      : landed(`${spoken(id)} is another one than before`)
  if (was !== is) return unknown(`${spoken(id)} was there before, and is another one now`)
  return ifNotExists
    ? landed(`${spoken(id)} was there before and is unchanged, so IF NOT EXISTS skipped it`)
    : absent(`${spoken(id)} was there before, so this statement cannot make it`)
}

/** CREATE TABLE: what is there must be what the statement makes, as far as names of columns tell. */
export function probeCreateTable(parsed: CreateTable, before: Definitions, now: Definitions): Probe {
  const { name } = parsed.table
  const id = objectId('table', name)
  const found = probeCreate(id, parsed, before, now)
  const shape = now[shapeId(name)]
  const replaced = typeof before[id] === 'string'
  if (parsed.orReplace && replaced && typeof shape === 'string') {
    if (shape === before[shapeId(name)])
      return unknown(`table ${name} is as it was, and nothing shows whether its rows are those of before`)
    return sameColumns(parsed, shape)
      ? landed(`table ${name} is another one than before`)
      : unknown(`table ${name} is another one than before, but not the one that this statement makes`)
  }
  if (found.outcome !== 'landed' || replaced || typeof shape !== 'string' || sameColumns(parsed, shape)) return found
  return unknown(`table ${name} is there, but it is not the one that this statement makes`)
}

function sameColumns({ columns, select, like }: CreateTable, shape: string): boolean {
  if (like !== undefined) return true
  const there = Object.keys(readShape(shape))
    .filter((key) => key.startsWith('column:'))
    .map((key) => key.slice('column:'.length).toLowerCase())
  const meant = columns.map(({ name }) => name.toLowerCase())
  if (select !== undefined) return meant.every((name) => there.includes(name))
  return meant.every((name) => there.includes(name)) && there.length === meant.length
}

/** ALTER of a view, routine, event or sequence. */
export function probeAlterObject({ what, name, to }: CreateObject, before: Definitions, now: Definitions): Probe {
  const id = objectId(what, name.name)
  const [was, is] = [before[id], now[id]]
  if (was === undefined || is === undefined) return unknown(`whether ${spoken(id)} is there was not read`)
  if (was === null) return absent(`there was no ${spoken(id)} to alter`)
  if (to !== undefined && to.name !== name.name) {
    const fresh = now[objectId(what, to.name)]
    if (is === null && typeof fresh === 'string') return landed(`${spoken(id)} is called ${to.name} now`)
    return is === was
      ? absent(`${spoken(id)} is called as before`)
      : unknown(`${spoken(id)} is another one than before`)
  }
  if (is === null) return unknown(`${spoken(id)} is gone`)
  if (is !== was) return landed(`${spoken(id)} is another one than before`)
  // A sequence may have been restarted, and numbers handed out since.
  if (what === 'sequence') return unknown(`${spoken(id)} looks as before, and nothing shows whether it was restarted`)
  return absent(`${spoken(id)} is as it was; to alter it again gives the same`)
}

/** DROP of one or several: MariaDB drops those that are there and fails for the others. */
export function probeDrop({ what, names, ifExists }: Drop, before: Definitions, now: Definitions): Probe {
  const ids = names.map(({ name }) => objectId(what, name))
  const unread = ids.find((id) => before[id] === undefined || now[id] === undefined)
  if (unread !== undefined) return unknown(`whether ${spoken(unread)} is there was not read`)
  const were = ids.filter((id) => before[id] !== null)
  const missing = ids.filter((id) => before[id] === null)
  const gone = were.filter((id) => now[id] === null)
  const left = were.filter((id) => now[id] !== null)
  const others = left.find((id) => now[id] !== before[id]) ?? missing.find((id) => now[id] !== null)
  if (others !== undefined) return unknown(`${spoken(others)} is another one than before`)
  if (gone.length === 0) {
    if (left.length > 0) return absent(`${andList(left.map(spoken))} ${left.length === 1 ? 'is' : 'are'} still there`)
    return ifExists
      ? landed(`there was no ${andList(missing.map(spoken))}, so IF EXISTS skipped it`)
      : absent(`there was no ${andList(missing.map(spoken))} to drop`)
  }
  const dropped = `${andList(gone.map(spoken))} ${gone.length === 1 ? 'is' : 'are'} gone`
  if (missing.length > 0 && !ifExists)
    return partial(`${dropped}, but ${andList(missing.map(spoken))} was not there to drop`)
  if (left.length === 0) return landed(dropped)
  const rest = left.map((id) => sqlName(id)).join(', ')
  return partial(`${dropped}, ${andList(left.map(spoken))} not yet`, [`DROP ${what.toUpperCase()} ${rest}`])
}

/** The defaults of the database. */
export function probeDatabase(id: ObjectId, before: Definitions, now: Definitions): Probe {
  if (before[id] === undefined || now[id] === undefined) return unknown('the database was not read')
  return before[id] === now[id]
    ? absent('the database is set as before; to set it again gives the same')
    : landed('the database is set otherwise than before')
}
