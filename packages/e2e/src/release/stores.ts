import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import {
  openRelease,
  openWorkspace,
  type Driver,
  type ReleaseConfig,
  type ReleaseWorkspace,
  type SlipwayConfig,
  type Workspace,
} from '@slipway/core'
import { pglite } from '@slipway/driver-pglite'

/** Embedded stores in one process, each with migrations in a folder of its own. */
export interface Stores extends AsyncDisposable {
  readonly folder: string
  readonly config: SlipwayConfig
  /** Opens the release anew, as another process would. */
  open(): Promise<ReleaseWorkspace>
  /** One store by itself. */
  target(name: string): Promise<Workspace>
  write(files: Readonly<Record<string, string>>): Promise<void>
}

/** What differs from three plain stores, the second of which holds the record. */
export interface StoresOptions {
  readonly release?: Partial<ReleaseConfig>
  readonly drivers?: Readonly<Record<string, (driver: Driver) => Driver>>
  readonly files?: Readonly<Record<string, string>>
}

/** `catalog`, `orders` and `events`, with one table each to make. */
export async function makeStores(options: StoresOptions = {}): Promise<Stores> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-release-'))
  const names = ['catalog', 'orders', 'events']
  const targets = Object.fromEntries(
    names.map((name) => {
      const driver = options.drivers?.[name] ?? ((plain: Driver) => plain)
      return [name, { driver: driver(pglite({})), adapter: sql({ locations: name }) }]
    }),
  )
  const config: SlipwayConfig = {
    targets,
    releases: { shop: { targets: names, coordinator: 'orders', ...options.release } },
  }
  const write: Stores['write'] = async (files) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
  }
  await write(Object.fromEntries(names.map((name) => [`${name}/V1__${name}.sql`, `CREATE TABLE ${name} (n int);`])))
  await write(options.files ?? {})
  const shared = { environment: environment(folder) }
  return {
    folder,
    config,
    write,
    open: async () => (await openRelease(config, { ...shared, release: 'shop' })).workspace,
    target: async (name) => (await openWorkspace(config, { ...shared, target: name })).workspace,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The objects that a store holds, sorted. */
export async function tables(workspace: Workspace): Promise<readonly string[]> {
  const session = await workspace.driver.connect()
  try {
    const { objects } = await session.inspect()
    return Object.keys(objects).filter((id) => id.startsWith('table:'))
  } finally {
    await session.close()
  }
}
