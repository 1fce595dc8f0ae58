import type { ParticipantResult, ReleaseResult } from '@slipway/core'
import { differenceLines } from './render-differences.ts'
import type { Style } from './style.ts'
import { columns, count, duration, indent } from './text.ts'

/** What became of a store, in a word. */
function outcome({ standing, run }: ParticipantResult): string {
  if (standing === 'nothing') return 'nothing to do'
  if (standing === 'elsewhere') return 'applied, outside the release'
  if (standing === 'undone' || standing === 'untouched') return 'as it was before'
  const batch = run?.batch === undefined ? '' : ` as batch ${run.batch}`
  return standing === 'applied' ? `applied${batch}` : standing
}

function comparison({ target, run }: ParticipantResult, style: Style): readonly string[] {
  const compared = run?.compared
  if (compared === undefined) return []
  if (compared.differences.length === 0)
    return [
      `  ${style.good('✓')} ${target}: schema equal to the one recorded before (${count(compared.objects, 'object')})`,
    ]
  return [
    `  ${style.bad('✗')} ${target}: the schema differs from the one recorded before`,
    indent(differenceLines(compared.differences, { before: 'before', after: 'now' }).join('\n'), 6),
  ]
}

/** The last lines of a release: what it came to on each store, and what now. */
export function renderRelease(result: ReleaseResult, style: Style): string {
  const { release, number, participants } = result
  const what = `release ${number ?? ''} of ${release}`
  const lines = columns(participants.map((each) => [each.target, outcome(each)])).map((line) => `  ${line}`)
  const took = duration(result.milliseconds)
  switch (result.status) {
    case 'nothing':
      return `${style.good('✓')} Nothing to do on any store of ${release}.\n`
    case 'waiting': {
      const { target = '', gate = 'ID', why = '' } = result.gate ?? {}
      return [
        `${style.note('waiting')} at gate ${gate} of ${target}: ${why}`,
        ...lines,
        `  when it may go on: slipway gate ${gate} --target ${target} --open --evidence "…"`,
        `  then: slipway resume --release ${release}`,
        '',
      ].join('\n')
    }
    case 'reverted':
      return [
        ...participants.flatMap((each) => comparison(each, style)),
        `${style.good('✓')} ${what} taken back in ${took}: no store holds any of it`,
        ...lines,
        '',
      ].join('\n')
    case 'applied':
      return [`${style.good('✓')} ${what} applied in ${took}`, ...lines, ''].join('\n')
  }
}
