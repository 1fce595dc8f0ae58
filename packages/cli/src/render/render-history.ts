import type { Entry, EntryBody, HistoryResult } from '@slipway/core'
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
      return `${body.migration} was rolled back by ${body.bridge}`
    case 'baseline':
      return `${body.migration} recorded as applied: ${body.why}`
    case 'repaired':
      return `${body.migration} ${body.action === 'forget' ? 'forgotten' : 'accepted as edited'}: ${body.why}`
  }
}

function line(entry: Entry, style: Style): string {
  return `  ${String(entry.seq).padStart(5)}  ${style.faint(`${entry.at.slice(0, 19).replace('T', ' ')}  ${entry.by}`)}  ${what(entry.body)}`
}

/** The journal, one line an entry, oldest first. */
export function renderHistory({ where, entries }: HistoryResult, style: Style): string {
  const first = `${style.strong(heading(where))} · ${count(entries.length, 'entry', 'entries')}`
  return [first, ...entries.map((entry) => line(entry, style)), ''].join('\n')
}
