import { SlipwayError } from '@slipway/core'

const longest = 200

const stampOf = (moment: Date): string => moment.toISOString().replaceAll(/\D/g, '').slice(0, 14)

function momentOf(stamp: string): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(stamp)?.slice(1)
  const moment = new Date(parts === undefined ? '' : `${parts.slice(0, 3).join('-')}T${parts.slice(3).join(':')}Z`)
  return Number.isNaN(moment.getTime()) ? undefined : moment
}

function slugOf(title: string): string {
  return title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .slice(0, longest)
    .replaceAll(/^_+|_+$/g, '')
}

/**
 * `20261122101500_add_status`, as Prisma names folders: they run in the order of their names, so one that came from the
 * future is followed a second later.
 *
 * @throws SW-USAGE for a title without a word.
 */
export function migrationName(title: string, now: Date, names: readonly string[]): string {
  const slug = slugOf(title)
  if (slug === '') {
    throw new SlipwayError('SW-USAGE', `A title needs a word: '${title}' has none. Nothing was written.`, {
      hint: 'slipway new "add status to orders"',
    })
  }
  const last = momentOf(names.toSorted().at(-1) ?? '')?.getTime() ?? 0
  return `${stampOf(new Date(Math.max(now.getTime(), last + 1000)))}_${slug}`
}
