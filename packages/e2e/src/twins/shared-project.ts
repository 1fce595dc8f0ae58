import { freshDatabase } from '@slipway/testkit'
import { slipway, type Ended } from '../child.ts'
import { makeProject, type Files } from '../project.ts'

/** A folder and a database that two tools share. */
export interface SharedProject extends AsyncDisposable {
  readonly dir: string
  readonly url: string
  slipway(...argv: readonly string[]): Promise<Ended>
}

/** Makes a project of these files, with a config that says `adapter`. */
export async function shareProject(
  server: { readonly url: string },
  files: Files,
  adapter: { readonly imports: readonly string[]; readonly call: string },
  env: Readonly<Record<string, string>> = {},
): Promise<SharedProject> {
  const database = await freshDatabase(server)
  const project = await makeProject({}, { imports: adapter.imports, adapter: adapter.call })
  await project.write(files)
  return {
    dir: project.dir,
    url: database.url,
    slipway: (...argv) => slipway(argv, { cwd: project.dir, env: { DATABASE_URL: database.url, ...env } }),
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]()
      await database.drop()
    },
  }
}
