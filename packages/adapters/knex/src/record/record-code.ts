import { pathToFileURL } from 'node:url'
import { redactor } from '@slipway/core'
import type { Location, RecordedCode, ServerFacts } from '@slipway/core/plugin'
import type { KnexInstance, KnexModule } from '../project/knex-module.ts'
import { isolated } from './isolated.ts'
import { recorder } from './recorder.ts'
import { recordingClient, type Client, type ClientClass } from './recording-client.ts'

/** What is recorded, and as what. */
export interface Recording {
  /** The project's own knex. */
  readonly knex: KnexModule
  /** The knexfile's environment. Its connection is not used. */
  readonly config: Readonly<Record<string, unknown>>
  /** Loads the file and runs the one function that is recorded. */
  readonly run: (db: KnexInstance) => unknown
  /** Whether knex would open a transaction around it. */
  readonly transaction: boolean
  /** Absolute path of the file, to tell its lines. */
  readonly path: string
  /** The same, relative to the project. */
  readonly file: string
  readonly server: ServerFacts
  /** What must not be shown, wherever a statement has it. */
  readonly secrets: readonly string[]
}

/** Milliseconds after which code is taken to wait for what never comes. */
const LIMIT = 10_000

/**
 * Tells what a migration would send, by knex's own compiler: it runs against a client that keeps statements instead of
 * sending them. Code whose way depends on an answer cannot be told; neither can code that works past its knex.
 */
export async function recordCode(recording: Recording): Promise<RecordedCode> {
  const shown = redactor(recording.secrets)
  const record = recorder(shown)
  const db = recordingKnex(recording, record)
  try {
    await isolated(record, () => within(LIMIT, Promise.race([run(recording, db), record.stopped])))
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    return { by: 'nothing', why: record.refused() ?? shown(`without a database it fails: ${message.split('\n')[0]}`) }
  }
  const why = record.refused()
  if (why !== undefined) return { by: 'nothing', why }
  const statements = recording.transaction
    ? record.statements.filter(({ text }) => !border.test(text))
    : record.statements
  return { by: 'compiler', statements: [...statements] }
}

/** What knex sends at the ends of the transaction that it would open around all of it. */
const border = /^(?:BEGIN|COMMIT)$/

function run({ run: body, transaction }: Recording, db: KnexInstance): Promise<unknown> {
  const awaited = async (knex: KnexInstance): Promise<unknown> => {
    await body(knex)
    return undefined
  }
  return transaction ? db.transaction(awaited) : awaited(db)
}

function recordingKnex(recording: Recording, record: ReturnType<typeof recorder>): KnexInstance {
  const { knex, config, server } = recording
  const Base = knex.create({ client: config['client'] }).client.constructor as ClientClass
  const db = knex.create({
    ...config,
    client: recordingClient(Base, record, (stack) => placeOf(recording, stack)),
    connection: undefined,
    pool: undefined,
    version: server.version,
    asyncStackTraces: true,
    log: silent,
  })
  const client = db.client as Client
  // What knex puts into CREATE TABLE on MySQL comes from its connection.
  client.connectionSettings = tableSettings(config['connection'])
  client.isMariaDB = server.flavor === 'mariadb'
  return db
}

const nothing = (): void => undefined
const silent = { debug: nothing, warn: nothing, error: nothing, deprecate: nothing }

function tableSettings(connection: unknown): Readonly<Record<string, unknown>> {
  if (typeof connection !== 'object' || connection === null) return {}
  const { charset, collate } = connection as { readonly charset?: unknown; readonly collate?: unknown }
  return { charset, collate }
}

/** The line of the file that asked for a query, where the stack tells. */
function placeOf({ path, file }: Recording, stack = ''): Location {
  const names = [path, pathToFileURL(path).href]
  for (const line of stack.split('\n')) {
    const name = names.find((each) => line.includes(each))
    const at =
      name === undefined ? null : /^(?:\?[^:]*)?:(\d+):(\d+)/.exec(line.slice(line.indexOf(name) + name.length))
    if (at) return { file, line: Number(at[1]) }
  }
  return { file, line: 1 }
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not end in ${milliseconds / 1000} s`)), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
