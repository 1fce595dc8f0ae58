import type { Proof, ProofFailure, RehearsalReport } from '@slipway/rehearsal'
import type { Style } from './style.ts'
import { columns, count, duration, heading, indent, objectName } from './text.ts'

function proofLine(proof: Proof, style: Style): string {
  const ids = proof.migrations.map(({ id }) => id).join(', ')
  const rows = proof.tables.map(
    ({ table, rows: present }) => `${objectName(table)}: ${count(present, 'row')}, same content`,
  )
  const compared = rows.length === 0 ? 'schema equal, no rows to compare' : `schema equal · ${rows.join(' · ')}`
  if (proof.class === 'none') return `  ${style.note('!')} ${ids}   no way back: ${proof.why}`
  const line = `  ${style.good('✓')} ${ids}   reverse: ${proof.class} (proved)`
  return `${line}\n      ${proof.class === 'exact' ? compared : proof.why}`
}

function failureLines(failure: ProofFailure, style: Style): string {
  const place = failure.at === undefined ? '' : `${failure.at.file}:${failure.at.line}`
  const rows: (readonly [string, string])[] = [
    ...(failure.before === undefined ? [] : [['before', failure.before ?? 'not there'] as const]),
    ...(failure.after === undefined ? [] : [['after', failure.after ?? 'not there'] as const]),
    ...(place === '' && failure.cure === undefined
      ? []
      : [
          [
            failure.cure === undefined ? 'at' : 'cure',
            [place, failure.cure ?? ''].filter((part) => part !== '').join('   '),
          ] as const,
        ]),
  ]
  const [message = '', ...more] = failure.message.split('\n')
  return [
    `  ${style.bad('✗')} ${failure.migrations.join(', ')}   ${message}   ${failure.code} · exit 10`,
    ...more.map((line) => indent(line.trim(), 6)),
    ...columns(rows).map((line) => indent(line, 6)),
    ...(failure.returnsTogether === true
      ? ['      together with its neighbors it does return: it is a part of theirs']
      : []),
    ...(failure.hint === undefined ? [] : [indent(failure.hint, 6)]),
  ].join('\n')
}

/** What was proved, what was not and why, and where to look. */
export function renderRehearsal(report: RehearsalReport, files: readonly string[], style: Style): string {
  const told = report.proofs.length + report.failures.length
  const kept = report.url === undefined ? [] : [`Scratch database: ${report.url}`]
  return [
    `${heading(report.where)} · scratch ${report.scratch}${report.replayed === 0 ? '' : ` · ${count(report.replayed, 'migration')} replayed`}`,
    ...report.proofs.map((proof) => proofLine(proof, style)),
    ...report.failures.map((failure) => failureLines(failure, style)),
    ...report.skipped.map((id) => `  - ${id}   not reached`),
    ...(told + report.skipped.length === 0 ? ['  Nothing to rehearse.'] : []),
    ...kept,
    ...files.map((file) => `  wrote ${file}`),
    `${count(report.proofs.length, 'proof')}, ${count(report.failures.length, 'failure')} in ${duration(report.milliseconds)}`,
    '',
  ].join('\n')
}
