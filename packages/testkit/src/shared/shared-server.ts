import { EngineError } from '../engines/engine-error.ts'
import { namedUrl, pathOf, urlVariable, type WantedServer } from './server-choice.ts'

/** What a test demands of a server it shares. */
export interface SharedDemands {
  /** Whether it must be a server from programs on this machine, not a named one or a container. Default false. */
  readonly local?: boolean
}

/**
 * The URL of the server that the whole test run shares: the one the environment names, or else one that the run's
 * global setup starts now and ends with the run.
 *
 * @throws EngineError when the run has no global setup, or the server cannot be fetched or started.
 */
export async function sharedServer(wanted: WantedServer, { local = false }: SharedDemands = {}): Promise<string> {
  const named = local ? undefined : namedUrl(wanted, process.env)
  if (named !== undefined) return named
  const broker = process.env['SLIPWAY_TEST_BROKER']
  if (!broker) {
    throw new EngineError(
      'No shared servers in this process: add "@slipway/testkit/vitest" to globalSetup' +
        (local ? '.' : `, or name a server in ${urlVariable(wanted)}.`),
    )
  }
  const response = await fetch(`${broker}/${pathOf(wanted)}${local ? '?local' : ''}`)
  const text = await response.text()
  if (!response.ok) throw new EngineError(text)
  return text
}
