import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openWorkspace, ownTimeouts, SlipwayError, type Workspace } from '@slipway/core'
import type { BridgeChange, BridgeContext, Driver, ForeignHistory, Migration, Row, Session } from '@slipway/core/plugin'
import { vi } from 'vitest'
import { mysql } from '@slipway/driver-mysql'
import { postgres } from '@slipway/driver-postgres'
import {
  freshDatabase,
  runFlyway,
  sharedMariadb,
  sharedMysql,
  sharedPostgres,
  type FlywayAnswer,
} from '@slipway/testkit'
import { flyway, type FlywayOptions, type FlywayProject } from '../../src/index.ts'

// Every call of Flyway starts a Java; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

/** The servers that the tests run on. */
export const servers = ['PostgreSQL', 'MySQL', 'MariaDB'] as const

export type Server = (typeof servers)[number]

/** A migration as the information of Flyway shows it. */
interface Shown {
  readonly version: string
  readonly description: string
  readonly state: string
}

/** A project on disk, an empty database, the real Flyway and a session of Slipway. */
export interface Place extends AsyncDisposable {
  readonly cwd: string
  readonly driver: Driver
  readonly session: Session
  readonly project: FlywayProject
  readonly options: FlywayOptions
  /** Settings of Flyway in the words of its environment. */
  readonly env: Readonly<Record<string, string>>
  write(files: Readonly<Record<string, string | Uint8Array>>): void
  load(): Promise<BridgeContext>
  /** Runs the real Flyway. */
  flyway(...args: readonly string[]): Promise<FlywayAnswer>
  /** Runs it, and fails where it fails. */
  succeeds(...args: readonly string[]): Promise<void>
  /** `version or description: state` of all that Flyway knows. */
  info(): Promise<readonly string[]>
  read(): Promise<ForeignHistory>
  /** Writes in a transaction, as core does. */
  change(direction: BridgeChange['direction'], id: string, more?: Partial<BridgeChange>): Promise<void>
  rows(): Promise<readonly Row[]>
}

function jdbc(url: string): Record<string, string> {
  const { protocol, hostname, port, pathname, username, password } = new URL(url)
  const scheme = protocol.startsWith('postgres') ? 'postgresql' : 'mariadb'
  const query = scheme === 'mariadb' ? '?allowPublicKeyRetrieval=true' : ''
  return {
    FLYWAY_URL: `jdbc:${scheme}://${hostname}:${port}${pathname}${query}`,
    FLYWAY_USER: decodeURIComponent(username),
    FLYWAY_PASSWORD: decodeURIComponent(password),
  }
}

export async function openPlace(
  server: Server,
  files: Readonly<Record<string, string | Uint8Array>> = {},
  more: Readonly<Record<string, string>> = {},
): Promise<Place> {
  const isPostgres = server === 'PostgreSQL'
  const shared = isPostgres ? sharedPostgres(16) : server === 'MySQL' ? sharedMysql('8.0') : sharedMariadb('10.11')
  const database = await freshDatabase(await shared)
  const cwd = mkdtempSync(join(tmpdir(), 'slipway-flyway-'))
  const env = { ...jdbc(database.url), FLYWAY_LOCATIONS: 'filesystem:db', ...more }
  const options: FlywayOptions = { cwd, env }
  mkdirSync(join(cwd, 'db'))
  const write: Place['write'] = (entries) => {
    for (const [path, content] of Object.entries(entries)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true })
      writeFileSync(join(cwd, path), content)
    }
  }
  write(files)
  const project = flyway(options)
  const driver = isPostgres ? postgres(project.connection()) : mysql(project.connection())
  const session = await driver.connect()
  const dialect = await driver.dialect()
  const { bridge } = project
  if (bridge === undefined) throw new Error('it has no bridge')
  const load = async (): Promise<BridgeContext> => ({
    session,
    dialect,
    migrations: await project.load({ cwd, dialect }),
  })
  const call: Place['flyway'] = async (...args) => runFlyway(args, { cwd, env })
  return {
    cwd,
    driver,
    session,
    project,
    options,
    env,
    write,
    load,
    flyway: call,
    async succeeds(...args) {
      const { code, output } = await call(...args)
      if (code !== 0) throw new Error(`flyway ${args.join(' ')}:\n${output}`)
    },
    async info() {
      const { output } = await call('info', '-outputType=json')
      const { migrations } = JSON.parse(output.slice(output.indexOf('{'))) as { readonly migrations: readonly Shown[] }
      return migrations.map(({ version, description, state }) => `${version || description}: ${state}`)
    },
    read: async () => bridge.read(await load()),
    async change(direction, id, given = {}) {
      const context = await load()
      const file = context.migrations.find((each) => each.id === id)
      const change: BridgeChange = {
        direction,
        migration: id,
        ...(file === undefined ? {} : { file }),
        record: recordOf(id, file),
        ran: true,
        together: [],
        milliseconds: 7,
        ...given,
      }
      await session.transaction((inside) => bridge.write({ ...context, session: inside }, change), {
        timeouts: ownTimeouts,
      })
    },
    rows: async () =>
      (await session.execute({ text: 'SELECT * FROM flyway_schema_history ORDER BY installed_rank' })).rows,
    [Symbol.asyncDispose]: async () => {
      await session.close()
      await database.drop()
      rmSync(cwd, { recursive: true })
    },
  }
}

function recordOf(id: string, file: Migration | undefined): BridgeChange['record'] {
  return {
    title: file?.title ?? id,
    checksum: file?.checksum ?? '',
    repeatable: file?.repeatable ?? false,
    after: [],
    reversal: 'none',
    file: file?.location.file ?? `db/${id}__gone.sql`,
  }
}

/** The error of something that must fail. */
export async function errorOf(work: Promise<unknown>): Promise<SlipwayError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof SlipwayError) return error
  throw new Error(`expected an error of ours: ${String(error)}`)
}

/** A place as the operations of core take it. */
export async function workspaceOf(place: Place): Promise<Workspace> {
  const environment = {
    cwd: place.cwd,
    who: 'test',
    now: () => Date.now(),
    monotonic: () => performance.now(),
    random: () => Math.random(),
    id: () => randomUUID(),
    sleep: async (milliseconds: number) => void (await sleep(milliseconds)),
  }
  return (await openWorkspace({ driver: place.driver, adapter: place.project }, { environment })).workspace
}
