import { standingWords, type ParticipantStatus, type ReleaseStatus } from '@slipway/core'
import type { Style } from './style.ts'
import { count, moment, serverName } from './text.ts'

/** The first line of what is said of a release. */
export function releaseHeading({ release, coordinator, participants }: ReleaseStatus): string {
  const where = `${coordinator.target} (${serverName(coordinator.server)} · ${coordinator.address})`
  return `release ${release} · ${count(participants.length, 'store')} · record in ${where}`
}

function stateLine(status: ReleaseStatus, style: Style): string {
  const { last, running, release } = status
  if (last === undefined) return 'no release was begun yet'
  const since = `begun ${moment(last.at)} by ${last.by}`
  if (last.status !== 'open') return `release ${last.number} ${last.status} · ${since}`
  const way =
    last.decided === 'back' ? ', turning back' : last.decided === 'forward' ? ', past its point of no return' : ''
  const state = running ? style.note('under way') : style.bad('stopped between its stores')
  return `release ${last.number} of ${release} ${state}${way} · ${since}`
}

function storeLine({ target, where, standing, pending, unreachable }: ParticipantStatus, width: number): string {
  const name = target.padEnd(width)
  if (unreachable !== undefined) return `  ${name}   out of reach: ${unreachable.message}`
  const server = where === undefined ? '' : ` · ${serverName(where.server)} · ${where.address}`
  const left = pending === undefined || pending === 0 ? '' : ` · ${pending} pending`
  const state = standing === undefined ? '' : `   ${standingWords(standing)}`
  return `  ${name}${state}${left}${server}`
}

/** Where a release stands on each of its stores, and what to do next. */
export function renderReleaseStatus(status: ReleaseStatus, style: Style): string {
  const { participants, forwardAfter, last, release, disagreements } = status
  const width = Math.max(0, ...participants.map(({ target }) => target.length))
  const rows = participants.flatMap((participant, index) => [
    ...(index === forwardAfter ? [style.faint('  point of no return')] : []),
    storeLine(participant, width),
  ])
  const look = disagreements.length > 0 || (last?.status === 'open' && !status.running)
  const pending = participants.some((participant) => (participant.pending ?? 0) > 0)
  return [
    style.strong(releaseHeading(status)),
    stateLine(status, style),
    ...rows,
    ...(forwardAfter === participants.length ? [style.faint('  point of no return')] : []),
    ...disagreements.map(({ message }) => `${style.bad('✗')} ${message}   SW-RELEASE-DISAGREES`),
    ...(look
      ? [`Next: slipway doctor --release ${release}`]
      : pending
        ? [`Next: slipway plan --release ${release}`]
        : []),
    '',
  ].join('\n')
}
