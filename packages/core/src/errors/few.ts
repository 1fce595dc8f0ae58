import { thousands } from './thousands.ts'

/** `a, b, c and 4 more`: as many names as a sentence has room for. */
export function few(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown} and ${thousands(names.length - most)} more` : shown
}
