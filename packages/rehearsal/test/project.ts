import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  openWorkspace,
  textChecksum,
  type Adapter,
  type Driver,
  type Environment,
  type Migration,
  type RehearseConfig,
  type SlipwayConfig,
  type Step,
  type Workspace,
} from '@slipway/core'

/** One migration as texts; `down: undefined` has none, `null` states that there is no way back. */
export interface Texts {
  readonly up: string
  readonly down?: string | null
  readonly allow?: readonly string[]
  /** A gate after the up's first statement. */
  readonly gate?: string
}

/** An adapter over texts in memory. */
export function texts(migrations: Readonly<Record<string, Texts>>): Adapter {
  return {
    kind: 'adapter',
    name: 'texts',
    contract: 1,
    load: async ({ dialect }) =>
      Object.entries(migrations).map(([id, { up, down, allow, gate }]): Migration => {
        const [file, downFile] = [`migrations/${id}.up.sql`, `migrations/${id}.down.sql`]
        const steps = (text: string, name: string): readonly Step[] =>
          dialect.split(text, name).map((statement) => ({ kind: 'statement', ...statement }))
        return {
          id,
          title: id,
          after: [],
          up:
            gate === undefined
              ? steps(up, file)
              : steps(up, file).toSpliced(1, 0, { kind: 'gate', gate, why: 'stated by the test' }),
          down: typeof down === 'string' ? steps(down, downFile) : down,
          repeatable: false,
          tags: [],
          requires: [],
          transaction: 'auto',
          allow: (allow ?? []).map((code) => ({ code, reason: 'stated by the test', at: { file, line: 1 } })),
          checksum: textChecksum(up),
          ...(typeof down === 'string' && { downChecksum: textChecksum(down) }),
          location: { file, line: 1 },
          ...(typeof down === 'string' && { downLocation: { file: downFile, line: 1 } }),
        }
      }),
  }
}

export function environment(cwd: string = process.cwd()): Environment {
  return {
    cwd,
    who: `test (pid ${process.pid})`,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    random: () => Math.random(),
    id: () => randomUUID(),
    sleep: (milliseconds: number, signal?: AbortSignal): Promise<void> =>
      sleep(milliseconds, undefined, signal ? { signal } : {}),
  }
}

export interface ProjectOptions {
  readonly cwd?: string
  readonly protected?: boolean
  readonly rehearse?: RehearseConfig
  readonly signal?: AbortSignal
}

export function config(
  driver: Driver,
  migrations: Readonly<Record<string, Texts>>,
  options: ProjectOptions = {},
): SlipwayConfig {
  return {
    // Not the default: a rehearsal keeps its history in the same name.
    project: 'shop',
    driver,
    adapter: texts(migrations),
    ...(options.protected && { protected: true }),
    ...(options.rehearse && { rehearse: options.rehearse }),
  }
}

export async function project(
  driver: Driver,
  migrations: Readonly<Record<string, Texts>>,
  options: ProjectOptions = {},
): Promise<Workspace> {
  const { workspace } = await openWorkspace(config(driver, migrations, options), {
    environment: environment(options.cwd),
    ...(options.signal && { signal: options.signal }),
  })
  return workspace
}
