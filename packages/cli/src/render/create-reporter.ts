import type { Peer, Reporter, SlipwayEvent } from '@slipway/core'
import type { Io } from '../io.ts'
import type { Style } from './style.ts'
import { timeLeft } from './time-left.ts'
import { count, duration, number, oneLine, short } from './text.ts'

/** What the reporter cannot learn from events. */
export interface ReporterView {
  readonly io: Io
  readonly style: Style
  readonly quiet: boolean
  readonly verbose: boolean
  /** Wall clock, milliseconds since the epoch. */
  readonly now: () => number
  /** Where it runs, once that is known: `production · db-main:5432/shop`. */
  readonly where: () => string
}

/** Between two lines about the same wait or the same progress, in milliseconds. */
const every = 10_000

/** A session as it may be shown: never what it runs. */
export function peerName(peer: Peer): string {
  const user = peer.user === undefined ? '' : ` (${peer.user})`
  const state = [peer.state, peer.age === undefined ? undefined : `for ${duration(peer.age)}`].filter(
    (part) => part !== undefined,
  )
  return [
    `${peer.probable ? 'probably ' : ''}pid ${peer.id}`,
    `${peer.application ?? 'unnamed'}${user}`,
    state.join(' '),
  ]
    .filter((part) => part !== '')
    .join('  ')
}

function done(event: Extract<SlipwayEvent, { type: 'progress' }>, left: number | undefined): string {
  if (event.total === undefined || event.total === 0) return `${event.what}   ${number(event.done)}`
  const percent = Math.floor((100 * event.done) / event.total)
  const eta = left === undefined ? '' : `   ${duration(left)} left`
  return `${event.what}   ${percent} %   ${number(event.done)} of ${number(event.total)}${eta}`
}

/** Events that come again and again about the same wait. */
const repeated: ReadonlySet<SlipwayEvent['type']> = new Set(['lease-waiting', 'progress', 'waiting-for-peers'])

/** Lines for one event; `draft` is a line that a later one replaces on a terminal. */
export interface EventLines {
  readonly lines: readonly string[]
  readonly draft?: string
}

/** What it takes to put an event into words. */
export type EventView = Pick<ReporterView, 'style' | 'verbose' | 'where'> & {
  /** An id with its title. */
  readonly name: (id: string) => string
  /** Milliseconds that a phase still takes. */
  readonly left: ReturnType<typeof timeLeft>
}

const lasted = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? '' : `   ${duration(milliseconds)}`

/** Turns events into words. */
export function describeEvent(event: SlipwayEvent, view: EventView): EventLines {
  const { style, verbose } = view
  const step = '     '
  switch (event.type) {
    case 'run-started': {
      const migrations = count(event.plan.content.migrations.length, 'migration')
      const way = event.direction === 'down' ? ' to roll back' : ''
      return { lines: [`${view.where()} · plan ${short(event.plan.hash)} · ${migrations}${way}`] }
    }
    case 'lease-waiting': {
      const holder =
        event.holder === undefined
          ? 'held by another session'
          : `held by ${event.holder.owner} for ${duration(event.holder.heldFor)}`
      return { lines: [], draft: `deploy lock   ${holder}; waiting, ${duration(event.limit)} at most` }
    }
    case 'foreign-lock-waiting': {
      const holder = event.holders.length === 0 ? 'is held' : `is held by ${event.holders.map(peerName).join(' · ')}`
      const limit = duration(event.limit)
      return { lines: [], draft: `${event.bridge}   its ${event.lock} ${holder}; waiting, ${limit} at most` }
    }
    case 'lease-acquired':
      return { lines: [`deploy lock   ours after ${duration(event.waited)} · history read again`] }
    case 'migration-started':
      return { lines: [], draft: `${event.index}/${event.of}  ${view.name(event.migration)}` }
    case 'step-started':
      return { lines: [], draft: `${step}${oneLine(event.text, 80)}` }
    case 'step-finished':
      return { lines: verbose ? [`${step}${oneLine(event.text, 80)}${lasted(event.milliseconds)}`] : [] }
    case 'unit-retrying':
      return {
        lines: [
          `${step}try ${event.attempt} of ${event.tries}: ${event.reason}, stepped back so that nobody queues behind us · next in ${duration(event.wait)}`,
          ...event.blockers.map((peer) => `${step}blocked by ${peerName(peer)}`),
        ],
      }
    case 'waiting-for-peers':
      return { lines: [], draft: `${step}${event.why}: ${event.peers.map(peerName).join(' · ')}` }
    case 'progress':
      return { lines: [], draft: `${step}${done(event, view.left(event))}` }
    case 'migration-finished': {
      const what = event.direction === 'up' ? `batch ${event.batch}` : 'rolled back'
      return {
        lines: [`  ${style.good('✓')} ${view.name(event.migration)}   ${duration(event.milliseconds)} · ${what}`],
      }
    }
    case 'recovered': {
      const what = event.outcome === 'landed' ? 'had taken effect' : 'had not taken effect'
      return { lines: [`${step}${event.migration}: looked at the catalog: it ${what} (${event.reason})`] }
    }
    case 'run-waiting':
      return { lines: [`${step}waits at gate ${event.gate}: ${event.why}`] }
    case 'run-finished':
      return { lines: [] }
    case 'release-started': {
      const way = event.resumed ? 'goes on with' : 'begins'
      return { lines: [`release ${event.number} of ${event.name} ${way}: ${event.targets.join(', ')}`] }
    }
    case 'release-participant': {
      const what = event.way === 'apply' ? '' : ': taking back what was done'
      return { lines: [`${style.strong(`${event.index}/${event.of}  ${event.target}`)}${what}`] }
    }
    case 'release-decided':
      return {
        lines:
          event.way === 'forward'
            ? ['point of no return passed: from here there is only forward']
            : [`${style.bad('✗')} ${event.why ?? 'taken back'}`, 'turning back: what was done is undone, newest first'],
      }
    case 'release-finished':
      return { lines: [] }
    case 'reporter-failed':
      return { lines: [`reporter ${event.reporter} failed: ${event.message}`] }
  }
}

/** Progress on stderr: redrawn in place on a terminal, one plain line with a clock at a time elsewhere. */
export function createReporter(view: ReporterView): Reporter {
  const { io, quiet } = view
  const terminal = io.terminal.err
  const titles = new Map<string, string>()
  let contested = false
  let drafted = false
  let last = { text: '', at: -Infinity }
  const name = (id: string) => [...new Set([id, titles.get(id) ?? id])].join('  ')
  const clock = () => new Date(view.now()).toISOString().slice(11, 19)
  const left = timeLeft(view.now)
  const erase = () => (drafted ? '\r\u001B[2K' : '')

  const writeLines = async (lines: readonly string[]) => {
    const text = lines.map((line) => `${terminal ? line : `${clock()}  ${line}`}\n`).join('')
    const before = erase()
    drafted = false
    await io.note(before + text)
  }

  const writeDraft = async (draft: string, repeats: boolean) => {
    if (terminal) {
      const text = erase() + draft.slice(0, Math.max(20, io.terminal.columns - 1))
      drafted = true
      return io.note(text)
    }
    const key = repeats ? draft.replaceAll(/[\d.,]+/g, '') : draft
    if (key === last.text && view.now() - last.at < every) return
    last = { text: key, at: view.now() }
    return writeLines([draft])
  }

  return {
    kind: 'reporter',
    name: 'terminal',
    contract: 1,
    async report(event) {
      if (quiet) return
      if (event.type === 'lease-waiting') contested = true
      if (event.type === 'lease-acquired' && !contested && !view.verbose) return
      if (event.type === 'run-started') {
        for (const { id, record } of event.plan.content.migrations) titles.set(id, record.title)
      }
      const { lines, draft } = describeEvent(event, { ...view, name, left })
      if (lines.length > 0) await writeLines(lines)
      const shown = terminal || view.verbose || event.type !== 'step-started'
      if (draft !== undefined && shown) await writeDraft(draft, repeated.has(event.type))
    },
    async close() {
      if (!drafted) return
      drafted = false
      await io.note('\r\u001B[2K')
    },
  }
}
