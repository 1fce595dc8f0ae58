import { count } from '../errors/count.ts'
import type { Link } from '../bridge/link.ts'
import type { Reading } from './reading.ts'
import type { Finding } from './results.ts'

/** How the journal and the tables of frameworks compare, and what is odd about these. */
export function bridgeFindings({ links, foreign, journalled }: Reading): readonly Finding[] {
  if (links.length === 0) return []
  return [
    ...foreign.conflicts.map(({ migration, message, hint }): Finding => ({
      level: 'problem',
      name: 'CONFLICT',
      code: 'SW-HISTORY-CONFLICT',
      message: `${migration}: ${message}`,
      lines: hint?.split('\n') ?? [],
      exits: [{ command: 'slipway history', effect: 'shows what the journal says' }],
    })),
    ...meanwhile(foreign.bodies.length),
    ...foreign.owed.map((id) =>
      note('bridge', `${id}: its row is not in the framework's table yet; the next command writes it`),
    ),
    ...[...journalled.locks.keys()].map((bridge) =>
      note('bridge', `the lock of ${bridge} was taken by a run of Slipway that is not over, or was interrupted`, [
        { command: 'slipway resume', effect: `frees exactly that one, where the run was interrupted` },
      ]),
    ),
    ...links.flatMap(({ bridge, found }) => found.notices.map((notice) => note(bridge.name, notice))),
  ]
}

/** The tables that the journal agrees with, by the frameworks' names; empty where one does not. */
export function agreeing(links: readonly Link[], { foreign }: Pick<Reading, 'foreign'>): readonly string[] {
  const agree = foreign.bodies.length + foreign.conflicts.length + foreign.owed.length === 0
  return agree ? links.map(({ bridge }) => bridge.name) : []
}

function meanwhile(changes: number): readonly Finding[] {
  if (changes === 0) return []
  const what = `${count(changes, 'change')} made by the framework ${changes === 1 ? 'is' : 'are'} not in the journal yet`
  return [
    note('bridge', `${what}; the next command that takes the deploy lock writes ${changes === 1 ? 'it' : 'them'} down`),
  ]
}

function note(name: string, message: string, exits: Finding['exits'] = []): Finding {
  return { level: 'note', name, message, lines: [], exits }
}
