import { compareVersions, nextFree, parseVersion } from './version.ts'
import type { Version } from './version.ts'

/** How a project numbers its migrations. */
export type Scheme = 'date-counter' | 'timestamp' | 'epoch-seconds' | 'epoch-milliseconds' | 'counter'

/** Tells the scheme from the latest version. */
export function schemeOf(latest: Version): Scheme {
  const text = latest.text
  if (/^\d{8}[._]\d{1,4}$/.test(text)) return 'date-counter'
  if (/^(19|20)\d{10}(\d\d)?$/.test(text)) return 'timestamp'
  if (/^\d{13}$/.test(text)) return 'epoch-milliseconds'
  if (/^\d{10}$/.test(text)) return 'epoch-seconds'
  return 'counter'
}

/**
 * The version for a new migration: by the project's own scheme, and after every version there is. `whenEmpty` is used
 * where there is none.
 */
export function nextVersion(existing: readonly Version[], now: Date, whenEmpty: Scheme): Version {
  const latest = existing.reduce<Version | undefined>(
    (last, version) => (last === undefined || compareVersions(version, last) > 0 ? version : last),
    undefined,
  )
  const scheme = latest === undefined ? whenEmpty : schemeOf(latest)
  const fresh = parseVersion(fromClock(scheme, now, latest?.text))
  if (latest === undefined) return fresh ?? { text: '0001', parts: ['1'] }
  return fresh !== undefined && compareVersions(fresh, latest) > 0 ? fresh : nextFree(latest, existing)
}

function fromClock(scheme: Scheme, now: Date, latest: string | undefined): string {
  const stamp = now.toISOString().replace(/\D/g, '')
  switch (scheme) {
    case 'date-counter': {
      const [, separator = '_', counter = '001'] = /^\d{8}([._])(\d+)$/.exec(latest ?? '') ?? []
      return stamp.slice(0, 8) + separator + '1'.padStart(counter.length, '0')
    }
    case 'timestamp':
      return stamp.slice(0, latest?.length ?? 14)
    case 'epoch-seconds':
      return String(Math.floor(now.getTime() / 1000))
    case 'epoch-milliseconds':
      return String(now.getTime())
    case 'counter':
      return latest ?? '0001'
  }
}
