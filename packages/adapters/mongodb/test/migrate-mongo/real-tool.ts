import { config, database, down, status, up, type ToolDatabase } from 'migrate-mongo'

/** The real tool, on one project and one database. */
export interface RealTool extends AsyncDisposable {
  readonly db: ToolDatabase
  up(): Promise<readonly string[]>
  down(): Promise<readonly string[]>
  /** The files that it calls applied. */
  applied(): Promise<readonly string[]>
}

/** Takes what its configuration file would export. One at a time: the tool keeps it in its module. */
export async function realTool(settings: object): Promise<RealTool> {
  config.set(settings)
  const { db, client } = await database.connect()
  return {
    db,
    up: () => up(db, client),
    down: () => down(db, client),
    applied: async () =>
      (await status(db)).filter(({ appliedAt }) => appliedAt !== 'PENDING').map(({ fileName }) => fileName),
    [Symbol.asyncDispose]: () => client.close(),
  }
}
