import type { Entry, EntryBody, HistoryResult, ReleaseFailure } from '@slipway/core'
import type { Style } from './style.ts'
import { count, duration, heading, oneLine } from './text.ts'

function what(body: EntryBody): string {
  switch (body.type) {
    case 'run-started':
      return `run started, batch ${body.batch}, ${body.direction}: ${body.migrations.join(', ')}`
    case 'landed':
      return `${body.key.migration} part ${body.key.part} ${body.key.direction}: ${count(body.steps.length, 'step')} landed (${body.how})${body.completes === undefined ? '' : ', complete'}`
    case 'intent':
      return `${body.key.migration} part ${body.key.part}: about to run ${oneLine(body.step.text, 60)}`
    case 'absent':
      return `${body.key.migration} part ${body.key.part}: did not take effect (${body.how})`
    case 'reverses':
      return `${body.key.migration} part ${body.key.part}: ${count(body.reverses.length, 'reverse')} derived`
    case 'sent':
      return `${body.key.migration}: sent ${oneLine(body.text, 60)}`
    case 'run-waiting':
      return `waits at gate ${body.gate}`
    case 'gate-opened':
      return `gate ${body.gate} opened: ${body.evidence}`
    case 'run-ended':
      return `run ${body.status} after ${duration(body.milliseconds)}${body.error === undefined ? '' : `: ${body.error.code} ${oneLine(body.error.message, 80)}`}`
    case 'external-applied':
      return `${body.migration} was applied by ${body.bridge}`
    case 'external-reverted':
      return renamed(body) ?? `${body.migration} was rolled back by ${body.bridge}`
    case 'owed':
      return `${body.migration} is owed to the history table of ${body.bridge}`
    case 'mirrored':
      return `${body.migration} written to the history table of ${body.bridge}`
    case 'foreign-locked':
      return `the lock of ${body.bridge} taken`
    case 'foreign-unlocked':
      return `the lock of ${body.bridge} ${body.how === 'released' ? 'freed' : 'was not ours any more'}`
    case 'baseline':
      return `${body.migration} recorded as applied: ${body.why}`
    case 'repaired':
      return `${body.migration} ${body.action === 'forget' ? 'forgotten' : 'accepted as edited'}: ${body.why}`
    case 'release-started':
      return `release ${body.number} (${body.name}) started: ${body.participants.map(({ target }) => target).join(', ')}`
    case 'release-participant':
      return `release: ${body.target} ${body.state}`
    case 'release-decided':
      return body.way === 'forward'
        ? 'release: the point of no return is passed'
        : `release: turns back${because(body.why)}`
    case 'release-stuck':
      return `release: does not get on${because(body.failure)}`
    case 'release-ended':
      return `release ${body.status}${because(body.why)}`
  }
}

/** A migration whose file has another name by now ends under its old one. */
function renamed({ migration, raw }: Extract<EntryBody, { type: 'external-reverted' }>): string | undefined {
  const now = typeof raw === 'object' && raw !== null && 'renamed' in raw ? raw.renamed : undefined
  return typeof now === 'string' ? `${migration} is called ${now} now` : undefined
}

function because(why: ReleaseFailure | string | undefined): string {
  if (why === undefined) return ''
  return typeof why === 'string' ? `: ${why}` : `: ${why.target}: ${why.code} ${oneLine(why.message, 80)}`
}

function line(entry: Entry, style: Style): string {
  return `  ${String(entry.seq).padStart(5)}  ${style.faint(`${entry.at.slice(0, 19).replace('T', ' ')}  ${entry.by}`)}  ${what(entry.body)}`
}

/** The journal, one line an entry, oldest first. */
export function renderHistory({ where, entries }: HistoryResult, style: Style): string {
  const first = `${style.strong(heading(where))} · ${count(entries.length, 'entry', 'entries')}`
  return [first, ...entries.map((entry) => line(entry, style)), ''].join('\n')
}
