import type { CodeLookup } from '@slipway/core'

/** What the proofs of a project say of its code. They are read when a plan has code, and not before. */
export function recordedBefore(folder: string): CodeLookup {
  let lookup: Promise<CodeLookup> | undefined
  return async (ref, server) => {
    lookup ??= import('@slipway/rehearsal').then(({ codeLookup }) => codeLookup(folder))
    return (await lookup)(ref, server)
  }
}
