import type { Finding, Where } from '@slipway/core'
import type { Style } from './style.ts'
import { columns, heading, indent } from './text.ts'
import { withTarget } from './with-target.ts'

function label(finding: Finding, style: Style): string {
  if (finding.level === 'ok') return style.good('ok'.padEnd(8))
  const word = (finding.level === 'note' ? finding.name || 'note' : finding.name).padEnd(8)
  return finding.level === 'note' ? style.note(word) : style.bad(word)
}

/** What was found, and under it the commands that get out. The last line is the exit code, when it is not 0. */
export function renderFindings(
  findings: readonly Finding[],
  where: Where | undefined,
  exit: number,
  style: Style,
  target?: string,
): string {
  const exits = findings.flatMap((finding) => finding.exits)
  return [
    ...(where === undefined ? [] : [style.strong(heading(where))]),
    ...findings.flatMap((finding) => [
      `${label(finding, style)} ${finding.message}${finding.code === undefined ? '' : `   ${finding.code}`}`,
      ...finding.lines.map((line) => indent(withTarget(line, target), 11)),
    ]),
    ...(exits.length === 0
      ? []
      : [
          'Ways out',
          indent(columns(exits.map(({ command, effect }) => [withTarget(command, target), effect])).join('\n'), 2),
        ]),
    ...(exit === 0 ? [] : [`exit ${exit}`]),
    '',
  ].join('\n')
}
