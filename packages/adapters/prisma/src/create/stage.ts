import { SlipwayError } from '@slipway/core'
import type { CreateRequest, Dialect, Migration, Session, Statement } from '@slipway/core/plugin'

/** A scratch database that holds what some of the migrations lead to. */
export interface Stage {
  readonly session: Session
  /** Of the database, which its owner may share. */
  readonly name: string
  /** The role that makes everything in it. */
  readonly role: string
  /** Drops the database. */
  end(): Promise<void>
}

/** What leads to a state. */
export interface Path {
  readonly dialect: Dialect
  /** Where tables stand that name no schema. */
  readonly schema: string
  /** SQL that comes before the first of them. */
  readonly begin: string | undefined
  readonly migrations: readonly Migration[]
}

/** Makes an empty scratch database. */
export type Scratches = NonNullable<CreateRequest['scratch']>

/** The statements of a migration; rows are not looked for where there are none, and gates are open. */
export function statementsOf({ up }: Pick<Migration, 'up'>): readonly Statement[] {
  return up.flatMap((step) => (step.kind === 'statement' || step.kind === 'backfill' ? [step] : []))
}

/** Sends a statement to a scratch database. Throws SW-PROOF-FAILED that names it when the server refuses it. */
export async function send(session: Session, id: string, statement: Statement): Promise<void> {
  try {
    await session.execute(statement)
  } catch (thrown) {
    if (!(thrown instanceof SlipwayError)) throw thrown
    const where = statement.at === undefined ? id : `${statement.at.file}:${statement.at.line}`
    throw new SlipwayError(
      'SW-PROOF-FAILED',
      `The migrations cannot be replayed on an empty database: ${where}: ${thrown.message}. Nothing was written.`,
      {
        hint: 'Extensions that a role of its own may not create are named in slipway.config.ts:\n  rehearse: { extensions: ["postgis"] }',
        cause: thrown,
        details: { migration: id },
      },
    )
  }
}

// Prisma sends a script as one message, which the server runs as one transaction unless a statement says otherwise.
async function replay(session: Session, dialect: Dialect, migration: Migration): Promise<void> {
  const { id } = migration
  const statements = statementsOf(migration)
  const analyses = statements.map((each) => dialect.analyze(each, { server: session.server, preceding: [] }))
  const together = analyses.every(({ control, transaction }) => control === undefined && transaction === 'inside')
  if (together) await session.execute({ text: 'BEGIN' })
  for (const statement of statements) await send(session, id, statement)
  if (together) await session.execute({ text: 'COMMIT' })
}

/**
 * Brings a new scratch database to the state after these migrations. Only a database that this made for itself is ever
 * written to, and it is dropped when it is done.
 *
 * @throws SW-PROOF-FAILED naming the statement that cannot be replayed; whatever making the database throws.
 */
export async function openStage(scratches: Scratches, { dialect, schema, begin, migrations }: Path): Promise<Stage> {
  const scratch = await scratches()
  let session: Session | undefined
  const end = async (): Promise<void> => {
    await session?.close()
    await scratch.drop()
  }
  try {
    session = await scratch.driver.connect()
    // Prisma makes the schema of its url when it is not there. On MySQL there is none but the database.
    if (dialect.name === 'postgres' && schema !== 'public') {
      await session.execute({ text: `CREATE SCHEMA IF NOT EXISTS ${dialect.quote(schema)}` })
      await session.execute({ text: `SET search_path TO ${dialect.quote(schema)}` })
    }
    if (begin !== undefined) {
      for (const statement of dialect.split(begin, 'initShadowDb')) await send(session, 'initShadowDb', statement)
    }
    for (const migration of migrations) await replay(session, dialect, migration)
    const { rows } = await session.execute({ text: 'SELECT current_user AS name' })
    return { session, name: scratch.name, role: String(rows[0]?.['name']), end }
  } catch (thrown) {
    await end()
    throw thrown
  }
}
