import type { Adoption, Left } from '@slipway/core'
import { folderOf, tally } from '../moving/proposal.ts'
import { tableName } from './render-adoption.ts'
import type { Style } from './style.ts'
import { columns, count, duration, heading, number } from './text.ts'

/** What a project can take away once every target has left. */
export interface Remains {
  /** The configuration, relative to the project. */
  readonly config: string
  /** Ready to paste; absent where nothing of Slipway's is named in package.json. */
  readonly uninstall?: string
}

/** What leaving writes and removes, before it asks. */
export function renderLeaving(adoption: Adoption, style: Style): string {
  const { storage, tables } = adoption
  const written = tables.map((table): readonly [string, string] => [
    tableName(table),
    table.lacking.length === 0
      ? 'unchanged: it has every row'
      : `${count(table.lacking.length, 'row')} written back, of what the journal says is applied`,
  ])
  const folder = folderOf(adoption)
  return [
    style.strong(heading(adoption.where)),
    'After a yes',
    ...columns([
      ...written,
      ...(storage === undefined
        ? []
        : [
            [
              storage.name,
              `removed, with its ${storage.parts.join(', ')} (what other projects keep there stays)`,
            ] as const,
          ]),
      ...(folder === undefined ? [] : [[folder, 'unchanged'] as const]),
    ]).map((line) => `  ${line}`),
    'With the journal go the reverses in it: a migration without a down of its own cannot be undone any more.',
    '',
  ].join('\n')
}

/** What leaving came to, and what is left to be done by hand. */
export function renderLeft(left: Left, remains: Remains, milliseconds: number, style: Style): string {
  const { applied, pending } = tally(left)
  const frameworks = left.tables.map(({ bridge }) => bridge).join(', ')
  const back = left.written.length === 0 ? '' : ` · ${count(left.written.length, 'row')} written back`
  const kept =
    left.whole || left.storage === undefined ? [] : [`  the ${left.storage.name} stays: others keep something there`]
  return [
    `${style.good('✓')} left in ${duration(milliseconds)}${back} · ${frameworks} carries on: ${number(applied)} applied, ${number(pending)} pending`,
    ...kept,
    'Once every target has left, delete by hand',
    `  ${remains.config}`,
    ...(remains.uninstall === undefined ? [] : [`  ${remains.uninstall}`]),
    '',
  ].join('\n')
}
