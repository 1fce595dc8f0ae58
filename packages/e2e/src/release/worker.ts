import { environment } from '@slipway/cli'
import { applyRelease, openRelease, SlipwayError } from '@slipway/core'
import { decidingLate, tellingPoints } from './points.ts'
import { configOf, type Place } from './three-engines.ts'

/** What a worker is told to do: one release, and when to die. */
export interface Order {
  readonly place: Place
  /** After how many points, counted over all stores. */
  readonly lives: number
  /** Forgets decisions until the coordinator's next entry. */
  readonly late: boolean
}

/** What came of it, where it lived to tell. */
export interface Report {
  readonly outcome: string
  /** What was written at each point, in order: `orders release-decided`. */
  readonly points: readonly string[]
}

async function run({ place, lives, late }: Order): Promise<Report> {
  const points: string[] = []
  const config = configOf(place, (driver, target) => {
    const told = tellingPoints(driver, target, ({ what }) => {
      points.push(`${target} ${what}`)
      if (points.length === lives) process.kill(process.pid, 'SIGKILL')
    })
    return late && target === place.release.coordinator ? decidingLate(told) : told
  })
  const { workspace } = await openRelease(config, { environment: environment(place.folder), release: 'shop' })
  try {
    return { outcome: (await applyRelease(workspace)).status, points }
  } catch (error) {
    return { outcome: error instanceof SlipwayError ? error.code : String(error), points }
  }
}

process.on('message', (order: Order) => {
  void run(order).then((report) => process.send?.(report))
})
process.send?.('ready')
