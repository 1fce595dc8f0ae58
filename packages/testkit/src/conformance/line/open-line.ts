import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { hazards, openWorkspace, sha256, type RunAllowance, type Workspace } from '@slipway/core'
import { CONTRACT, type Adapter, type Driver, type Migration, type Timeouts } from '@slipway/core/plugin'

/** Accepts every hazard: the suite is about what a driver does, not about what a person would let it do. */
export const everything: readonly RunAllowance[] = Object.keys(hazards).map((code) => ({
  code: code as RunAllowance['code'],
  reason: 'a specimen',
}))

/** A migration of these texts, of which the undo is derived. */
export function migration(id: string, texts: readonly string[]): Migration {
  return {
    id,
    title: id,
    after: [],
    up: texts.map((text, at) => ({ kind: 'statement', text, at: { file: `${id}.file`, line: at + 1 } })),
    down: undefined,
    repeatable: false,
    tags: [],
    requires: [],
    transaction: 'auto',
    allow: [],
    checksum: sha256(texts.join('\n')),
    location: { file: `${id}.file`, line: 1 },
  }
}

/** Opens the whole line of core over a driver, with migrations that are in no file. */
export async function openLine(
  driver: Driver,
  project: string,
  migrations: readonly Migration[],
  timeouts: Partial<Timeouts> = {},
): Promise<Workspace> {
  const adapter: Adapter = { kind: 'adapter', name: 'memory', contract: CONTRACT, load: async () => migrations }
  const { workspace } = await openWorkspace(
    { driver, adapter, project, timeouts: { lock: 10_000, ...timeouts } },
    {
      environment: {
        cwd: process.cwd(),
        who: `conformance (pid ${process.pid})`,
        now: Date.now,
        monotonic: () => performance.now(),
        random: Math.random,
        id: randomUUID,
        sleep: async (milliseconds, signal) => {
          await sleep(milliseconds, undefined, { signal })
        },
      },
    },
  )
  return workspace
}
