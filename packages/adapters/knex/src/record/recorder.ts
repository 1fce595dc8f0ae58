import type { Statement } from '@slipway/core/plugin'
import { stop } from './isolated.ts'

/** What has been sent so far, and the first reason why it cannot be told what would be. */
export interface Recorder {
  readonly statements: Statement[]
  /** A text as it may be shown. */
  readonly shown: (text: string) => string
  /** Keeps the first reason, and throws it. */
  readonly refuse: (why: string) => never
  readonly refused: () => string | undefined
  /** Rejects with it, so that nobody waits for code that goes on regardless. */
  readonly stopped: Promise<never>
}

/** Makes one, with nothing sent. */
export function recorder(shown: (text: string) => string): Recorder {
  let reason: string | undefined
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  stopped.catch(() => undefined)
  return {
    statements: [],
    shown,
    refuse: (why) => {
      reason ??= shown(why)
      reject(new Error(reason))
      return stop(why)
    },
    refused: () => reason,
    stopped,
  }
}
