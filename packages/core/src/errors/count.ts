import { thousands } from './thousands.ts'

/** `1 part`, `2 parts`, `1,000 rows`. */
export function count(amount: number, word: string): string {
  return `${thousands(amount)} ${amount === 1 ? word : `${word}s`}`
}
