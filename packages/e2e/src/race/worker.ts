import { apply, openWorkspace, SlipwayError, type SlipwayConfig } from '@slipway/core'
import { environment } from '@slipway/cli'
import { sql } from '@slipway/adapter-sql'
import { mysql } from '@slipway/driver-mysql'
import { postgres } from '@slipway/driver-postgres'
import { unlocked } from '../mutants.ts'

/** What a worker is told to do: one `apply`, as soon as the moment has come. */
export interface Order {
  readonly project: string
  readonly url: string
  /** On the clock that all processes of this machine share, in milliseconds. */
  readonly start: number
  readonly lease: boolean
  /** Milliseconds that this worker's clock is wrong by. */
  readonly clock: number
  /** Ends this very process when the first migration has finished. */
  readonly dies: boolean
}

/** What came of it. */
export interface Report {
  readonly applied: readonly string[]
  readonly error?: { readonly code: string; readonly message: string }
  readonly milliseconds: number
}

async function run(order: Order): Promise<Report> {
  const driver = (order.url.startsWith('mysql:') ? mysql : postgres)({ url: order.url })
  const config: SlipwayConfig = { driver: order.lease ? driver : unlocked(driver), adapter: sql() }
  const usual = environment(order.project)
  const opened = await openWorkspace(config, {
    environment: { ...usual, now: () => usual.now() + order.clock, monotonic: () => usual.monotonic() + order.clock },
    reporters: order.dies
      ? [
          {
            kind: 'reporter',
            name: 'executioner',
            contract: 1,
            report: (event) => void (event.type === 'migration-finished' && process.kill(process.pid, 'SIGKILL')),
          },
        ]
      : [],
  })
  while (Date.now() < order.start) await new Promise((wake) => setTimeout(wake, order.start - Date.now()))
  const began = performance.now()
  const took = (): number => Math.round(performance.now() - began)
  try {
    const result = await apply(opened.workspace)
    return { applied: result.migrations.map(({ id }) => id), milliseconds: took() }
  } catch (error) {
    const code = error instanceof SlipwayError ? error.code : 'none'
    return { applied: [], error: { code, message: String(error) }, milliseconds: took() }
  } finally {
    await opened.close()
  }
}

process.on('message', (order: Order) => {
  void run(order).then((report) => process.send?.(report))
})
process.send?.('ready')
