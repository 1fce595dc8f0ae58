import type { EntryBody, UnitKey } from '../contract/journal.ts'

const unit = (key: UnitKey): string => `${key.direction}:${key.generation}:${key.part}:${key.migration}`

/** What a store keeps unique per project, so that a second entry of the same meaning is refused; `null`: nothing. */
export function entryKey(body: EntryBody): string | null {
  switch (body.type) {
    case 'landed':
      return unit(body.key)
    case 'intent':
    case 'absent':
      return `${body.type}:${body.attempt}:${unit(body.key)}`
    case 'release-started':
      return `release:${body.number}`
    case 'release-participant':
      return `release:${body.release}:${body.state}:${body.target}`
    case 'release-decided':
      return `release:${body.release}:decided`
    case 'release-ended':
      return `release:${body.release}:${body.status === 'abandoned' ? 'abandoned' : 'ended'}`
    default:
      return null
  }
}

/** The migration that an entry is about; `null`: none. */
export function entryMigration(body: EntryBody): string | null {
  if ('key' in body) return body.key.migration
  return 'migration' in body ? body.migration : null
}
