import type { Plan, PlannedMigration } from '@slipway/core'
import { acceptedBecause, hazardsOf, shareOf } from './by-migration.ts'
import {
  acceptLines,
  hazardPlace,
  reversalWords,
  stepLines,
  timeoutsLine,
  undoLines,
  unitTitle,
  type ProvenPlan,
} from './plan-lines.ts'
import { recordedLines } from './recorded-code.ts'
import { count, heading, oneLine, short } from './text.ts'

/** Statements of one piece of code that a page has room for. */
const MOST = 50

function fence(text: string): string {
  const ticks = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)))
  return `${ticks}sql\n${text}\n${ticks}`
}

function migrationBlock(migration: PlannedMigration, result: ProvenPlan): string {
  const { plan } = result
  const { steps: own, units: shares } = shareOf(plan, migration.id)
  const units = shares.flatMap(({ unit, parts }) => {
    const steps = parts.flatMap((part) => part.steps)
    if (steps.length === 0) return []
    const text = steps
      .flatMap((step) => stepLines(step, plan, MOST))
      .map(({ text, note }) => `${note === '' ? '' : `-- ${note}\n`}${text.replace(/;?$/, ';')}`)
    return [`${unitTitle(unit)}\n\n${fence(text.join('\n'))}`]
  })
  const undo = undoLines(own)
  return [
    `### ${migration.id}`,
    '',
    `${migration.record.title} · ${reversalWords(migration, result)} · \`${migration.location.file}\``,
    ...(migration.reason === undefined ? [] : ['', `> ${oneLine(migration.reason, 400)}`]),
    '',
    units.join('\n\n'),
    ...(migration.reversal.by === 'written' || undo.length === 0
      ? []
      : ['', '<details><summary>undo</summary>', '', fence(undo.join('\n')), '', '</details>']),
    ...hazardsOf(plan, migration.id).flatMap((hazard) => {
      const accepted = acceptedBecause(result, hazard)
      const sign = accepted !== undefined ? '☑' : hazard.severity === 'stop' ? '✗' : '!'
      return [
        '',
        `- ${sign} **${hazard.code}** ${hazard.message} ${hazardPlace(hazard)}`.trimEnd(),
        ...(accepted !== undefined ? [`  - accepted: ${accepted}`] : []),
        ...(accepted === undefined && hazard.severity === 'stop'
          ? acceptLines(hazard, undefined).map(([label, paste]) => `  - ${label}: \`${paste}\``)
          : []),
      ]
    }),
  ].join('\n')
}

function idsAt({ content }: Plan, positions: readonly number[]): string {
  return positions.map((position) => `\`${content.migrations[position - 1]?.id}\``).join(', ')
}

/** A plan for a pull request. */
export function renderPlanMarkdown(result: ProvenPlan): string {
  const { plan, refused } = result
  const verdict =
    refused.length === 0 ? 'apply takes it' : `**apply refuses it: ${count(refused.length, 'hazard')} not accepted**`
  return [
    `## Migration plan: ${heading(result.where)}`,
    '',
    `${result.applied} applied, ${result.pending} pending · plan \`${short(plan.hash)}\` · ${verdict}`,
    '',
    ...(plan.content.migrations.length === 0 ? ['Nothing to do.', ''] : []),
    ...plan.content.migrations.flatMap((migration) => [migrationBlock(migration, result), '']),
    ...recordedLines(plan, (positions) => idsAt(plan, positions)).flatMap((line) => [line, '']),
    `_${timeoutsLine(plan)}_`,
    '',
  ].join('\n')
}
