import { setTimeout as sleep } from 'node:timers/promises'
import type { SlipwayError } from '@slipway/core'
import type { FailureKind } from '@slipway/core/plugin'

/** Throws, saying what does not hold. */
export function claim(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise)
}

/** What a promise must reject with. */
export async function refusal(promise: Promise<unknown>, what: string): Promise<SlipwayError> {
  let thrown: unknown
  try {
    await promise
  } catch (error) {
    thrown = error
  }
  claim(thrown !== undefined, `${what} was not refused`)
  claim(isSlipwayError(thrown), `${what} was refused with something that is no SlipwayError: ${String(thrown)}`)
  return thrown
}

/** By its shape: the driver under test may carry a copy of core of its own. */
export const isSlipwayError = (thrown: unknown): thrown is SlipwayError =>
  thrown instanceof Error && typeof (thrown as { code?: unknown }).code === 'string' && 'details' in thrown

/** Why a driver says that a statement failed. */
export const kindOf = (error: SlipwayError): FailureKind | undefined =>
  error.details['kind'] as unknown as FailureKind | undefined

/** Throws unless an error carries one of these kinds. */
export function claimKind(error: SlipwayError, kinds: readonly FailureKind[], what: string): void {
  const kind = kindOf(error)
  claim(
    kind !== undefined && kinds.includes(kind),
    `${what} failed with kind ${String(kind)}, not ${kinds.join(' or ')}: ${error.message}`,
  )
}

/** What `promise` gives; throws when it takes longer than anything that works. */
export async function within<T>(milliseconds: number, what: string, promise: Promise<T>): Promise<T> {
  const over = new AbortController()
  const late = sleep(milliseconds, undefined, { signal: over.signal }).then(() => {
    throw new Error(`${what} did not end`)
  })
  late.catch(() => undefined)
  try {
    return await Promise.race([promise, late])
  } finally {
    over.abort()
  }
}

/** Looks again and again; throws when it never holds. */
export async function until(what: string, holds: () => Promise<boolean>, milliseconds = 60_000): Promise<void> {
  const began = performance.now()
  while (!(await holds())) {
    claim(performance.now() - began < milliseconds, `${what}: it never came to that`)
    await sleep(20)
  }
}

/** Judges every one of several things and throws all that was found wrong together. */
export async function each<T>(
  things: readonly T[],
  name: (thing: T) => string,
  judge: (thing: T) => Promise<void> | void,
): Promise<void> {
  const wrong: string[] = []
  for (const thing of things) {
    try {
      await judge(thing)
    } catch (error) {
      wrong.push(`${name(thing)}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  claim(wrong.length === 0, wrong.join('\n'))
}
