import type { Difference, DriftReport } from '@slipway/core'
import type { Style } from './style.ts'
import { count, heading, indent, moment, objectName } from './text.ts'

/** Objects that differ, with what they were and are. */
export function differenceLines(
  differences: readonly Difference[],
  words: { readonly before: string; readonly after: string },
): readonly string[] {
  const width = Math.max(words.before.length, words.after.length)
  const side = (word: string, definition: string | null) =>
    indent(`${word.padEnd(width)}   ${definition ?? 'not there'}`, 2)
  return differences.flatMap((difference) => [
    objectName(difference.object),
    side(words.before, difference.before),
    side(words.after, difference.after),
  ])
}

/** What differs between the schema that the history recorded and the one that is there. */
export function renderDrift(report: DriftReport, style: Style): string {
  const first = style.strong(heading(report.where))
  if (report.since === undefined)
    return `${first}\nNo schema was recorded yet, so there is nothing to compare with. The next apply records one.\n`
  const since = `the schema recorded ${moment(report.since)}`
  if (report.differences.length === 0)
    return `${first}\n${style.good('✓')} equal to ${since} (${count(report.objects, 'object')})\n`
  return [
    first,
    `${style.bad('✗')} ${count(report.differences.length, 'difference')} from ${since}   SW-DRIFT · exit 8`,
    indent(differenceLines(report.differences, { before: 'recorded', after: 'now' }).join('\n'), 4),
    'Bring the change into a migration (slipway new), or undo it by hand; Slipway changes nothing here.',
    '',
  ].join('\n')
}
