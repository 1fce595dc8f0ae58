import type { SlipwayEvent } from '@slipway/core'

type ProgressEvent = Extract<SlipwayEvent, { type: 'progress' }>

/**
 * Estimates how long a phase still takes, in milliseconds, from how far it came since it was first seen. `undefined` until
 * it has moved, and for a phase whose total the server does not know.
 */
export function timeLeft(now: () => number): (event: ProgressEvent) => number | undefined {
  let first = { phase: '', done: 0, at: 0 }
  return ({ migration, what, done, total }) => {
    const phase = `${migration} ${what}`
    if (first.phase !== phase || done < first.done) first = { phase, done, at: now() }
    const came = done - first.done
    if (total === undefined || total <= done || came === 0) return undefined
    return ((total - done) * (now() - first.at)) / came
  }
}
