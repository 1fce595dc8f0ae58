import type { Report } from '../conformance/suite.ts'
import type { Style } from './style.ts'
import { count } from './text.ts'

const groupsOf = ({ results }: Report): readonly string[] => [...new Set(results.map(({ group }) => group))]

/** How many cases of a group passed, of those that are applicable. */
function cell(report: Report, group: string, style: Style): string {
  const of = report.results.filter((result) => result.group === group)
  const applicable = of.filter(({ outcome }) => outcome !== 'not-applicable').length
  const passed = of.filter(({ outcome }) => outcome === 'passed').length
  if (applicable === 0) return style.faint('not applicable')
  const missing = of.length === applicable ? '' : style.faint(`, ${of.length - applicable} not applicable`)
  const figure = `${passed} of ${applicable}`
  return `${passed === applicable ? style.good(figure) : style.bad(figure)}${missing}`
}

function reportLines(report: Report, style: Style): readonly string[] {
  const groups = groupsOf(report)
  const width = Math.max(...groups.map((group) => group.length))
  const reasons = new Map<string, string[]>()
  for (const { id, outcome, reason = '' } of report.results) {
    if (outcome === 'not-applicable') reasons.set(reason, [...(reasons.get(reason) ?? []), id])
  }
  const failed = report.results.filter(({ outcome }) => outcome === 'failed')
  return [
    `${style.strong(report.subject)}  ${report.server}`,
    ...groups.map((group) => `  ${group.padEnd(width)}  ${cell(report, group, style)}`),
    ...[...reasons].map(([reason, ids]) => style.faint(`  not applicable, because ${reason}: ${ids.join(', ')}`)),
    ...failed.flatMap(({ id, title, reason = '' }) => [
      `  ${style.bad(id)}  ${title}`,
      ...reason.split('\n').map((line) => `    ${line}`),
    ]),
    failed.length === 0
      ? `  ${style.good('It conforms.')}`
      : `  ${style.bad(`${count(failed.length, 'case')} failed.`)}`,
  ]
}

/** What each driver can do, by groups of cases, and what does not hold. */
export function renderConformance(reports: readonly Report[], style: Style): string {
  return `${reports.map((report) => reportLines(report, style).join('\n')).join('\n\n')}\n`
}
