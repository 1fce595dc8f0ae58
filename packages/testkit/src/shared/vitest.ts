import { openBroker, type Broker } from './broker.ts'

let broker: Broker | undefined

/** For vitest's `globalSetup`: lets every test file of the run share one server per version. */
export async function setup(): Promise<void> {
  if (process.env['SLIPWAY_TEST_BROKER']) return
  broker = await openBroker()
  process.env['SLIPWAY_TEST_BROKER'] = broker.url
}

/** Ends every server that {@link setup} made possible. */
export async function teardown(): Promise<void> {
  if (broker === undefined) return
  delete process.env['SLIPWAY_TEST_BROKER']
  await broker.close()
}
