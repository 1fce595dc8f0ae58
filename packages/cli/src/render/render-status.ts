import type { MigrationState, Status } from '@slipway/core'
import type { Style } from './style.ts'
import { columns, count, heading, moment, number, targetFlag } from './text.ts'

const order: readonly MigrationState[] = [
  'applied',
  'pending',
  'changed',
  'waiting',
  'partial',
  'unknown',
  'edited',
  'missing',
]

/** What leads out of a state, where one is needed. */
const exits: Partial<Readonly<Record<MigrationState, string>>> = {
  pending: 'slipway plan',
  changed: 'slipway plan',
  partial: 'slipway doctor',
  unknown: 'slipway doctor',
  edited: 'slipway verify',
  missing: 'slipway verify',
}

function paint(state: MigrationState, style: Style): string {
  const word = state.padEnd(8)
  if (state === 'applied') return style.good(word)
  return state === 'pending' || state === 'changed' || state === 'waiting' ? style.note(word) : style.bad(word)
}

/** Every migration with its one state, and what to do next. */
export function renderStatus(status: Status, style: Style, target: string | undefined): string {
  const to = targetFlag(target)
  const counts = order
    .filter((state) => status.counts[state] > 0)
    .map((state) => `${number(status.counts[state])} ${state}`)
  const rows = status.migrations.map((migration) => {
    // A pending one that the journal knows was applied once.
    const known = migration.state === 'pending' && migration.via !== undefined
    const undone = !known ? '' : migration.via === 'repair' ? 'forgotten' : 'rolled back'
    const at = migration.at === undefined ? '' : moment(migration.at)
    let details = undone === '' || at === '' ? undone + at : `${undone} ${at}`
    const add = (detail: string): void => void (details += details === '' ? detail : ` · ${detail}`)
    if (migration.by) add(migration.by)
    if (migration.batch !== undefined) add(`batch ${migration.batch}`)
    if (migration.via !== undefined && migration.via !== 'journal') add(`via ${migration.via}`)
    return [migration.id, details] as const
  })
  const lines = columns(rows)
  const runs = status.runs.map((run) =>
    run.status === 'waiting'
      ? `${style.note('waiting')}  batch ${run.batch} waits at gate ${run.gate ?? ''}: slipway gate ${run.gate ?? 'ID'}${to} --open --evidence "…"`
      : `${style.bad(run.status)}  batch ${run.batch} (${run.direction}) of ${count(run.migrations.length, 'migration')}: slipway doctor${to}`,
  )
  const next = order
    .map((state) => (status.counts[state] > 0 ? exits[state] : undefined))
    .filter((command) => command !== undefined)
  return [
    `${style.strong(heading(status.where))} · ${counts.length === 0 ? 'no migrations' : counts.join(', ')}`,
    ...lines.map((line, index) => `  ${paint(status.migrations[index]?.state ?? 'applied', style)}  ${line}`),
    ...runs,
    ...(next.length === 0 ? [] : [`Next: ${next.at(-1)}${to}`]),
    '',
  ].join('\n')
}
