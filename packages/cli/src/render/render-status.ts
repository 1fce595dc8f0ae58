import type { MigrationState, OpenRun, Status } from '@slipway/core'
import type { Style } from './style.ts'
import { columns, count, duration, heading, moment, number, targetFlag } from './text.ts'

const order: readonly MigrationState[] = [
  'applied',
  'pending',
  'changed',
  'waiting',
  'running',
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

/** What waits its turn: not done, and nothing wrong with it. */
const notes: Partial<Readonly<Record<MigrationState, true>>> = {
  pending: true,
  changed: true,
  waiting: true,
  running: true,
}

function paint(state: MigrationState, style: Style): string {
  const word = state.padEnd(8)
  if (state === 'applied') return style.good(word)
  return state in notes ? style.note(word) : style.bad(word)
}

function renderRun(run: OpenRun, style: Style, to: string): string {
  const { batch, direction, migrations, gate, holder } = run
  const what = `batch ${batch} (${direction}) of ${count(migrations.length, 'migration')}`
  switch (run.status) {
    case 'waiting':
      return `${style.note('waiting')}  batch ${batch} waits at gate ${gate ?? ''}: slipway gate ${gate ?? 'ID'}${to} --open --evidence "…"`
    case 'running':
      return `${style.note('running')}  ${what}, by ${holder?.owner ?? 'somebody'} for ${duration(holder?.heldFor ?? 0)}`
    case 'interrupted':
      return `${style.bad('interrupted')}  ${what}: slipway doctor${to}`
  }
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
  const runs = status.runs.map((run) => renderRun(run, style, to))
  const next = status.runs.some((run) => run.status === 'running')
    ? ['slipway status --wait 5m']
    : order.map((state) => (status.counts[state] > 0 ? exits[state] : undefined)).filter((exit) => exit !== undefined)
  return [
    `${style.strong(heading(status.where))} · ${counts.length === 0 ? 'no migrations' : counts.join(', ')}`,
    ...lines.map((line, index) => `  ${paint(status.migrations[index]?.state ?? 'applied', style)}  ${line}`),
    ...runs,
    ...(next.length === 0 ? [] : [`Next: ${next.at(-1)}${to}`]),
    '',
  ].join('\n')
}
