import { isDeepStrictEqual } from 'node:util'

/**
 * Compares what a sample left with what it had to leave.
 *
 * @throws Error that says both, when they differ.
 */
export function expectSame(what: string, found: unknown, wanted: unknown): void {
  if (isDeepStrictEqual(found, wanted)) return
  throw new Error(`${what}: wanted ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`)
}
