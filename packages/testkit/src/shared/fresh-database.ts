import { EngineError } from '../engines/engine-error.ts'
import { freshMongodbDatabase } from '../mongodb/fresh-mongodb-database.ts'
import { freshMysqlDatabase } from '../mysql/fresh-mysql-database.ts'
import { freshPostgresDatabase } from '../postgres/fresh-postgres-database.ts'

/** An empty database for one test. */
export interface FreshDatabase extends AsyncDisposable {
  readonly url: string
  readonly name: string
  /** Ends every session in the database and drops it. */
  drop(): Promise<void>
}

/** Creates an empty database on the server that `url` names, of whichever engine, as the user it names. */
export async function freshDatabase(server: { readonly url: string }): Promise<FreshDatabase> {
  const [scheme = ''] = server.url.split(':', 1)
  if (/^postgres(?:ql)?$/.test(scheme)) return freshPostgresDatabase(server.url)
  if (/^(?:mysql|mariadb)$/.test(scheme)) return freshMysqlDatabase(server.url)
  if (/^mongodb(?:\+srv)?$/.test(scheme)) return freshMongodbDatabase(server.url)
  throw new EngineError(`No engine of ours has URLs that begin with ${scheme}:`)
}
