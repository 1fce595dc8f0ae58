import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import {
  openRelease,
  openWorkspace,
  type ReleaseConfig,
  type ReleaseWorkspace,
  type SlipwayConfig,
  type Workspace,
} from '@slipway/core'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedPostgres } from '@slipway/testkit'

/** Three databases, each with migrations in a folder of its own. */
export interface Stores extends AsyncDisposable {
  readonly folder: string
  readonly config: SlipwayConfig
  /** Opens the release anew, as another process would. */
  open(): Promise<ReleaseWorkspace>
  url(name: string): string
  /** One store by itself. */
  target(name: string): Promise<Workspace>
  write(files: Readonly<Record<string, string>>): Promise<void>
}

/** What differs from three plain stores, the second of which holds the record. */
export interface StoresOptions {
  readonly release?: Partial<ReleaseConfig>
  readonly files?: Readonly<Record<string, string>>
}

/** `catalog`, `orders` and `events`, with one table each to make. */
export async function makeStores(options: StoresOptions = {}): Promise<Stores> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-release-'))
  const names = ['catalog', 'orders', 'events']
  const server = await sharedPostgres(15)
  const databases = await Promise.all(names.map(async () => freshDatabase(server)))
  const targets = Object.fromEntries(
    names.map((name, index) => [
      name,
      { driver: postgres({ url: databases[index]?.url }), adapter: sql({ locations: name }) },
    ]),
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
    url: (name) => databases[names.indexOf(name)]?.url ?? '',
    async [Symbol.asyncDispose]() {
      await Promise.all(databases.map((database) => database.drop()))
      await rm(folder, { recursive: true, force: true })
    },
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
