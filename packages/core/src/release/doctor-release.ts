import type { Finding } from '../operations/results.ts'
import { worstExit } from '../operations/findings.ts'
import type { ReleaseStatus } from './release-results.ts'

/** Names the state of a release and every way out. */
export function releaseFindings(status: ReleaseStatus): {
  readonly findings: readonly Finding[]
  readonly exit: number
} {
  const findings = [
    ...status.participants.flatMap(storeFindings),
    ...status.disagreements.map(({ message }) => disagreementFinding(status.release, message)),
    stateFinding(status),
  ]
  return { findings, exit: worstExit(findings) }
}

function storeFindings({ target, unreachable }: ReleaseStatus['participants'][number]): readonly Finding[] {
  if (!unreachable) return []
  return [
    {
      level: 'problem',
      name: 'AWAY',
      code: 'SW-CONNECT',
      message: `${target} is out of reach: ${unreachable.message}`,
      lines: [],
      exits: [{ command: `slipway doctor --target ${target}`, effect: 'says what is wrong there' }],
    },
  ]
}

function disagreementFinding(name: string, message: string): Finding {
  return {
    level: 'problem',
    name: 'DISAGREE',
    code: 'SW-RELEASE-DISAGREES',
    message,
    lines: ['One of them was restored from a backup, or is another database.'],
    exits: [
      {
        command: `slipway repair --release ${name} --why "..."`,
        effect: 'takes each store as it is and closes the release; or bring them to the same moment from backups first',
      },
    ],
  }
}

function stateFinding(status: ReleaseStatus): Finding {
  const { release, last } = status
  if (!last)
    return { level: 'ok', name: 'release', message: `${release}: no release was begun yet`, lines: [], exits: [] }
  const what = `release ${last.number} of ${release}`
  const lines = status.participants.map(({ target, standing }) => `${target.padEnd(12)} ${standingWords(standing)}`)
  if (last.status !== 'open')
    return { level: 'ok', name: 'release', message: `${what} is ${last.status}`, lines: [], exits: [] }
  if (status.running) return { level: 'note', name: 'running', message: `${what} is under way`, lines, exits: [] }
  const resume = `slipway resume --release ${release}`
  const stuck = last.stuck
    ? [`${last.stuck.target}: ${last.stuck.code} ${last.stuck.message.split('\n')[0] ?? ''}`]
    : []
  if (last.decided === 'back') {
    return {
      level: 'problem',
      name: 'REVERTING',
      code: 'SW-RELEASE-COMPENSATION',
      message: `${what} is being taken back and stopped on the way`,
      lines: [...lines, ...stuck],
      exits: [{ command: resume, effect: 'goes on with taking it back' }],
    }
  }
  const forward = last.decided === 'forward'
  return {
    level: 'problem',
    name: 'OPEN',
    code: 'SW-RELEASE-OPEN',
    message: `${what} stopped between its stores${forward ? ', past its point of no return' : ''}`,
    lines: [...lines, ...stuck],
    exits: [
      { command: resume, effect: 'goes on' },
      ...(forward
        ? []
        : [{ command: `slipway rollback --release ${release}`, effect: 'takes back what was done, newest first' }]),
    ],
  }
}

/** A standing as people say it. */
export function standingWords(standing: ReleaseStatus['participants'][number]['standing']): string {
  switch (standing) {
    case 'nothing':
      return 'nothing to do'
    case 'untouched':
      return 'not begun'
    case 'begun':
      return 'begun, not at its end'
    case 'waiting':
      return 'waiting at a gate'
    case 'applied':
      return 'applied'
    case 'undone':
      return 'as it was before'
    case 'elsewhere':
      return 'applied, outside the release'
    case undefined:
      return 'not known'
  }
}
