import type { RunResult } from '@slipway/core'
import { differenceLines } from './render-differences.ts'
import type { Style } from './style.ts'
import { count, duration, indent, targetFlag } from './text.ts'

/** The last lines of an apply: what it came to, and how to undo it. */
export function renderApplied(result: RunResult, style: Style, target: string | undefined): string {
  const to = targetFlag(target)
  if (result.status === 'nothing') return `${style.good('✓')} Nothing to do: ${result.pending} pending.\n`
  if (result.status === 'waiting') return renderWaiting(result, style, to, 'applied')
  return [
    `${style.good('✓')} ${result.migrations.length} applied as batch ${result.batch ?? '?'} in ${duration(result.milliseconds)} · ${result.pending} pending`,
    `  to undo: slipway rollback${to}${result.batch === undefined ? '' : ` --batch ${result.batch}`}`,
    '',
  ].join('\n')
}

function renderWaiting({ gate, migrations }: RunResult, style: Style, to: string, done: string): string {
  const id = gate?.gate ?? 'ID'
  return [
    `${style.note('waiting')} at gate ${id}: ${gate?.why ?? ''}`,
    `  ${count(migrations.length, 'migration')} ${done} so far; the deploy lock is free`,
    `  when it may go on: slipway gate ${id}${to} --open --evidence "…"`,
    `  then: slipway resume${to}`,
    '',
  ].join('\n')
}

/** The last lines of a rollback: how the schema compares with the one before. */
export function renderRolledBack(result: RunResult, style: Style, target: string | undefined): string {
  if (result.status === 'nothing') return `${style.good('✓')} Nothing to roll back.\n`
  if (result.status === 'waiting') return renderWaiting(result, style, targetFlag(target), 'rolled back')
  const compared = result.compared
  return [
    ...(compared === undefined
      ? ['  schema not compared: one is recorded before each batch, and this was not a whole one']
      : []),
    ...(compared === undefined || compared.differences.length > 0
      ? []
      : [
          `${style.good('✓')} schema equal to the one recorded before (${count(compared.objects, 'object')}; 0 differences)`,
        ]),
    ...(compared === undefined || compared.differences.length === 0
      ? []
      : [
          `${style.bad('✗')} the schema differs from the one recorded before: ${count(compared.differences.length, 'object')}`,
          indent(differenceLines(compared.differences, { before: 'before', after: 'now' }).join('\n'), 4),
        ]),
    `${style.good('✓')} ${result.migrations.length} rolled back in ${duration(result.milliseconds)} · ${result.pending} pending`,
    ...(result.pending === 0 ? [] : [`  to apply again: slipway apply${targetFlag(target)}`]),
    '',
  ].join('\n')
}
