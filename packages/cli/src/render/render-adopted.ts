import type { Adoption } from '@slipway/core'
import { tally, whoAgrees } from '../moving/proposal.ts'
import type { Style } from './style.ts'
import { duration, number, targetFlag } from './text.ts'

/** What came of an adoption; `milliseconds` is absent where there was nothing left to do. */
export function renderAdopted(style: Style, now: Adoption, milliseconds: number | undefined): string {
  const { applied, pending } = tally(now)
  const to = targetFlag(now.where.target === 'default' ? undefined : now.where.target)
  const begin = milliseconds === undefined ? 'adopted before' : `adopted in ${duration(milliseconds)} · asked again`
  const counts = `${number(applied)} applied, ${number(pending)} pending`
  if (!now.agreed) {
    return [
      `${style.bad('✗')} ${begin}, ${whoAgrees(now)} do not agree: somebody worked here meanwhile`,
      `Next: slipway status${to}`,
      '',
    ].join('\n')
  }
  const { edited, missing } = now.status.counts
  const next = edited + missing > 0 ? 'verify' : pending > 0 ? 'plan' : 'status'
  return [`${style.good('✓')} ${begin}, ${whoAgrees(now)} agree: ${counts}`, `Next: slipway ${next}${to}`, ''].join(
    '\n',
  )
}
