import type { Definitions, Probe } from '@slipway/core/plugin'
import { shapeId } from '../../inspect/ids.ts'
import { readShape } from '../../inspect/shape.ts'
import { objectId } from '../names/object-id.ts'
import { inBackticks } from '../names/quote-identifier.ts'
import type { RenameTables } from '../read/parsed.ts'
import { absent, landed, partial, unknown } from './verdicts.ts'

type Places = ReadonlyMap<string, string | null>

/** What stands under a name, without what changes with the name: keys that the server called after the table. */
function content(definitions: Definitions, name: string): string | null {
  const view = definitions[objectId('view', name)]
  if (typeof view === 'string') return view.replace(`VIEW ${inBackticks(name)} `, 'VIEW ')
  const shape = definitions[shapeId(name)]
  if (typeof shape !== 'string') return null
  const kept = Object.entries(readShape(shape)).filter(([key]) => !key.startsWith('constraint:'))
  return JSON.stringify(kept)
}

const same = (one: Places, two: Places): boolean => [...one].every(([name, is]) => two.get(name) === is)

/** Plays the renames one by one, and finds how many of them the names now show. */
export function probeRename({ pairs, ifExists }: RenameTables, before: Definitions, now: Definitions): Probe {
  const names = [...new Set(pairs.flatMap(({ from, to }) => [from.name, to.name]))]
  const unread = names.find((name) => before[shapeId(name)] === undefined || now[shapeId(name)] === undefined)
  if (unread !== undefined) return unknown(`the table ${unread} was not read`)
  const places = (definitions: Definitions): Places => new Map(names.map((name) => [name, content(definitions, name)]))
  const steps: Places[] = [places(before)]
  for (const { from, to } of pairs) {
    const last = steps.at(-1) ?? new Map<string, string | null>()
    if ((last.get(from.name) ?? null) === null || (last.get(to.name) ?? null) !== null) {
      if (!ifExists || last.get(from.name) !== null) break
      steps.push(last)
    } else steps.push(new Map([...last, [from.name, null], [to.name, last.get(from.name) ?? null]]))
  }
  const is = places(now)
  const fits = steps.flatMap((step, count) => (same(step, is) ? [count] : []))
  const [done] = fits
  if (done === undefined) return unknown(`the tables ${names.join(', ')} are neither as before nor as renamed`)
  if (steps.length <= pairs.length && fits.includes(0)) return absent('the tables are called as before')
  if (fits.length > 1)
    return ifExists && steps.every((step) => same(step, is))
      ? landed('none of the tables was there, so IF EXISTS skipped them')
      : unknown('the tables look alike, so nothing shows which is which')
  if (done === pairs.length) return landed('the tables have their new names')
  if (done === 0) return absent('the tables are called as before')
  const rest = pairs.slice(done).map(({ from, to }) => `${inBackticks(from.name)} TO ${inBackticks(to.name)}`)
  return partial(
    `${done} of ${pairs.length} tables have their new names`,
    steps.length > pairs.length ? [`RENAME TABLE ${rest.join(', ')}`] : undefined,
  )
}
