import type { Driver, Scratch, Workspace } from '@slipway/core'
import { chooseServer, nonceOf } from './choose-server.ts'

/** Makes a scratch database on a server, with the extensions that the config names. */
export function makeScratch(
  server: Driver,
  nonce: string,
  extensions: readonly string[] | undefined,
): Promise<Scratch> {
  if (!server.scratch) throw new TypeError(`${server.name} makes no scratch databases`)
  return server.scratch(nonce, extensions ? { extensions } : {})
}

/**
 * Makes an empty scratch database where the target's rehearsals have theirs. Whoever asks drops it. Throws `SW-PROTECTED`
 * for a protected target's own server, `SW-UNSUPPORTED` when nobody can make one.
 */
export async function emptyScratch(workspace: Workspace): Promise<Scratch> {
  const { environment, rehearse } = workspace
  return makeScratch(chooseServer(workspace, {}), nonceOf(environment.id()), rehearse.extensions)
}
