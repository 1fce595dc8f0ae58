import { join } from 'node:path'
import type { Measured } from '../../harness/measure.ts'
import type { Relay } from '../../harness/relay.ts'
import type { Contender, Setting } from '../../harness/row.ts'
import { queryPostgres } from '../../servers/postgres.ts'
import type { SqlMigration } from '../../work/tables.ts'
import { runCalls, type Call } from '../calls.ts'
import { sampleOf } from '../on-sample-database.ts'
import { sampleDatabase } from '../sample-database.ts'
import { writeFiles } from '../slipway-project.ts'
import type { Place, PostgresTool } from './postgres-tool.ts'

/** What a contender on PostgreSQL is to do. */
export interface PostgresWork {
  readonly server: { readonly url: string }
  readonly setting: Pick<Setting, 'folder'>
  readonly migrations: readonly SqlMigration[]
  /** What each sample begins with: an empty database, one with everything applied, or the one of the sample before. */
  readonly begins: 'empty' | 'applied' | 'as it was'
  /** What is measured. */
  readonly calls: (place: Place) => readonly Call[]
  /** What the tool reaches the server through; it counts the round trips. */
  readonly relay?: Relay
  /** Throws when the work is not all there. */
  readonly check: (url: string, measured: Measured) => Promise<void>
}

/** A tool that does this work, in a folder of its own and on databases of its own. */
export function postgresContender(tool: PostgresTool, work: PostgresWork): Contender {
  const { name, version, kind } = tool
  const { server, migrations, begins, calls, relay, check } = work
  const folder = join(work.setting.folder, name)
  const databases = sampleDatabase(server)
  const place = (url: string): Place => ({ folder, url, count: migrations.length })
  let written = false
  let measured: Measured | undefined

  return {
    name,
    version,
    kind,
    async prepare() {
      if (written && begins === 'as it was') return
      if (!written) await writeFiles(folder, tool.files(migrations))
      written = true
      await databases.renew()
      if (begins !== 'empty') await runCalls(tool.up(place(databases.url())), folder)
      // What one contender left for the server to write out later would slow the next one.
      await queryPostgres(server.url, 'CHECKPOINT')
    },
    async run() {
      relay?.reset()
      measured = await runCalls(calls(place(relay?.through(databases.url()) ?? databases.url())), folder)
      const roundTrips = relay?.traffic().roundTrips
      return { ...sampleOf(measured), ...(roundTrips === undefined ? {} : { roundTrips }) }
    },
    async check() {
      if (measured !== undefined) await check(databases.url(), measured)
    },
    close: () => databases.drop(),
  }
}
