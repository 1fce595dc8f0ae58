import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { environment } from '@slipway/cli'
import {
  applyRelease,
  openRelease,
  releaseStatus,
  resumeRelease,
  SlipwayError,
  type ReleaseConfig,
} from '@slipway/core'
import { compileCache } from '../child.ts'
import { configOf, counts, failing, makePlace } from './three-engines.ts'
import type { Order, Report } from './worker.ts'

/** How a release is laid out and what must come of it, wherever it is struck. */
export interface Scenario {
  readonly title: string
  readonly release: ReleaseConfig
  /** The last store refuses its last migration. */
  readonly fails: boolean
}

/** What came of one strike. */
export interface Struck {
  /** Of a process that lived to the end: what was written at each point. */
  readonly points?: readonly string[]
  /** In what the outcome differs from what it must be. Empty: nothing was lost, repeated or left between the stores. */
  readonly violations: readonly string[]
}

/** Applies a release in a process that kills itself after so many points, and goes on in this one. */
export async function strike(scenario: Scenario, lives: number, late = false): Promise<Struck> {
  await using place = await makePlace(scenario.release, scenario.fails ? failing : {})
  const { folder, urls, release } = place
  const report = await inProcess({ place: { folder, urls, release }, lives, late })
  const open = async () =>
    (await openRelease(configOf(place), { environment: environment(folder), release: 'shop' })).workspace
  const violations: string[] = []
  try {
    const { last } = await releaseStatus(await open())
    if (last?.status === 'open') await resumeRelease(await open())
    else if (!last) await applyRelease(await open())
  } catch (error) {
    const code = error instanceof SlipwayError ? error.code : ''
    if (code !== 'SW-RELEASE-REVERTED') violations.push(String(error))
  }
  const wanted = scenario.fails ? [null, null, null] : [1, 1, 1]
  const found = await counts(place)
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    violations.push(`the stores count ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`)
  const { last, disagreements } = await releaseStatus(await open())
  const status = scenario.fails ? 'reverted' : 'applied'
  if (last?.status !== status) violations.push(`the record says ${String(last?.status)} instead of ${status}`)
  violations.push(...disagreements.map(({ message }) => message))
  return { ...(report && { points: report.points }), violations: violations.map((text) => `after ${lives}: ${text}`) }
}

/** Numbers of the points between two stores: right before and right after each entry of the record. */
export function betweenStores(points: readonly string[]): readonly number[] {
  return points.flatMap((point, index) => {
    const next = points[index + 1] ?? ''
    return point.includes(' release-') || next.includes(' release-') ? [index + 1] : []
  })
}

/** Its report; `undefined` when it died before. */
async function inProcess(order: Order): Promise<Report | undefined> {
  const child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), {
    execArgv: ['--conditions=slipway-dev', '--no-warnings'],
    env: { ...process.env, ...compileCache },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await once(child, 'message')
  const exit = once(child, 'exit')
  child.send(order)
  const ended = new AbortController()
  const told = once(child, 'message', { signal: ended.signal }).then(([report]) => report as Report)
  told.catch(() => undefined)
  const report = await Promise.race([told, exit.then(() => undefined)])
  ended.abort()
  child.kill('SIGKILL')
  await exit
  return report
}
