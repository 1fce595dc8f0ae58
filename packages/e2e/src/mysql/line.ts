import { freshDatabase, type FreshDatabase } from '@slipway/testkit'
import { slipway, type Ended } from '../child.ts'
import { configText, makeProject, type Files, type Project } from '../project.ts'
import { mysqlQuery } from './query.ts'
import { mysqlConfig } from './stage.ts'

/** A project on a database of its own. */
export interface Ground extends AsyncDisposable {
  readonly database: FreshDatabase
  readonly project: Project
  /** Runs a command; `url` where it is not the database's own. */
  slipway(argv: readonly string[], url?: string): Promise<Ended>
  /** Sends statements as the administrator; answers the rows of the last one. */
  sql(...statements: readonly string[]): Promise<readonly Record<string, unknown>[]>
}

/** Makes a project with these migrations. */
export async function makeGround(server: { readonly url: string }, migrations: Files): Promise<Ground> {
  const database = await freshDatabase(server)
  const project = await makeProject(migrations, configText(mysqlConfig))
  return {
    database,
    project,
    slipway: (argv, url = database.url) => slipway(argv, { cwd: project.dir, env: { DATABASE_URL: url } }),
    sql: (...statements) => mysqlQuery(database.url, ...statements),
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]()
      await database.drop()
    },
  }
}
