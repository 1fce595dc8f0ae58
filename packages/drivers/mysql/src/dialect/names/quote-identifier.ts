import { isReserved } from './reserved-words.ts'

/** Quotes one identifier with backticks where MySQL or MariaDB needs them. */
export function quoteIdentifier(identifier: string): string {
  const plain = /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(identifier)
  return plain && !isReserved(identifier) ? identifier : inBackticks(identifier)
}

/** Quotes one identifier whatever it is. */
export function inBackticks(identifier: string): string {
  return `\`${identifier.replaceAll('`', '``')}\``
}
