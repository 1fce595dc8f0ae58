import { randomBytes } from 'node:crypto'
import { SlipwayError } from '@slipway/core'
import type { Driver, Scratch, Session } from '@slipway/core/plugin'
import { identifier, literal } from '@slipway/dialect-postgres/store'
import { clientConfig } from './client-config.ts'
import type { PostgresOptions } from './options.ts'
import { scramVerifier } from './scram-verifier.ts'

/** What a scratch is made from. */
export interface ScratchParts {
  readonly options: PostgresOptions
  /** Makes a driver that connects elsewhere. */
  driver(options: PostgresOptions): Driver
  identify(session: Session): Promise<{ readonly server: string; readonly database: string }>
}

const run = async (session: Session, ...statements: readonly string[]): Promise<void> => {
  for (const text of statements) await session.execute({ text })
}

async function inDatabase<T>(driver: Driver, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await driver.connect()
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

/** The encoding and collation of the database that is rehearsed for. */
async function localeOf(session: Session): Promise<string> {
  const { rows } = await session.execute({
    text:
      'SELECT pg_encoding_to_char(encoding)::text AS encoding, datcollate::text AS collate, datctype::text AS ctype ' +
      'FROM pg_database WHERE datname = current_database()',
  })
  const [encoding, collate, ctype] = ['encoding', 'collate', 'ctype'].map((name) => literal(String(rows[0]?.[name])))
  return `ENCODING ${encoding} LC_COLLATE ${collate} LC_CTYPE ${ctype}`
}

function explain(thrown: unknown): unknown {
  if (!(thrown instanceof SlipwayError) || thrown.code !== 'SW-PERMISSION') return thrown
  return new SlipwayError(
    'SW-PERMISSION',
    `A scratch database cannot be made: ${thrown.message}. Nothing is left of it.`,
    {
      hint: 'ALTER ROLE <the role that rehearses> CREATEDB CREATEROLE;',
      details: thrown.details,
    },
  )
}

/** The same server, another database and role. */
async function elsewhere(
  options: PostgresOptions,
  to: Partial<Record<'user' | 'password' | 'database', string>>,
): Promise<PostgresOptions> {
  const text = options.directUrl || options.url
  if (!text) return { ...options, ...to, ...(to.password === undefined ? {} : { passwordFile: undefined }) }
  const { config } = await clientConfig(options, 'slipway')
  const url = new URL(config.connectionString ?? text)
  for (const name of ['user', 'password'] as const) if (to[name] !== undefined) url.searchParams.delete(name)
  if (to.user !== undefined) url.username = encodeURIComponent(to.user)
  if (to.password !== undefined) url.password = encodeURIComponent(to.password)
  if (to.database !== undefined) url.pathname = `/${encodeURIComponent(to.database)}`
  return { ...options, url: url.href, directUrl: undefined, password: undefined, passwordFile: undefined }
}

function urlOf(options: PostgresOptions): string {
  if (options.url) return options.url
  const url = new URL('postgres://localhost')
  url.hostname = options.host ?? 'localhost'
  url.port = String(options.port ?? 5432)
  url.username = encodeURIComponent(options.user ?? '')
  url.password = encodeURIComponent(typeof options.password === 'string' ? options.password : '')
  url.pathname = `/${encodeURIComponent(options.database ?? '')}`
  return url.href
}

/**
 * Makes a database that only a role of its own may enter, with rights nowhere else. It is marked in three places, and
 * dropped only where all three agree.
 *
 * @throws SW-PERMISSION with the grant that cures it; SW-USAGE for a nonce that is not lower-case letters and digits.
 */
export async function makeScratch(
  parts: ScratchParts,
  nonce: string,
  extensions: readonly string[] = [],
): Promise<Scratch> {
  if (!/^[a-z0-9_]{1,40}$/.test(nonce)) {
    throw new SlipwayError('SW-USAGE', `A scratch cannot be named ${nonce}: lower-case letters, digits and _ only`)
  }
  const name = `slipway_scratch_${nonce}`
  const [quoted, password] = [identifier(name), randomBytes(24).toString('base64url')]
  const home = parts.driver(parts.options)
  const inside = parts.driver(await elsewhere(parts.options, { database: name }))

  const marker = async (session: Session): Promise<string> =>
    JSON.stringify({ slipway: 'scratch', name, nonce, server: (await parts.identify(session)).server })

  async function prove(session: Session): Promise<void> {
    const expected = await marker(session)
    const comment = await session.execute({
      text: `SELECT shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = $1`,
      params: [name],
    })
    const row = await inDatabase(inside, (there) => there.execute({ text: 'SELECT mark FROM slipway.scratch' }))
    if (comment.rows[0]?.['mark'] === expected && row.rows[0]?.['mark'] === expected) return
    throw new SlipwayError('SW-SCOPE', `${name} is not the scratch database that was made here. It was not dropped.`, {
      hint: `Look at it, and if nobody needs it:\n  DROP DATABASE ${quoted};`,
    })
  }

  async function drop(): Promise<void> {
    await inDatabase(home, async (session) => {
      const { rows } = await session.execute({ text: 'SELECT FROM pg_database WHERE datname = $1', params: [name] })
      if (rows.length > 0) {
        await prove(session)
        await run(session, `DROP DATABASE ${quoted} WITH (FORCE)`)
      }
      await run(session, `DROP ROLE IF EXISTS ${quoted}`)
    })
  }

  await inDatabase(home, async (session) => {
    const made: string[] = []
    try {
      await run(
        session,
        `CREATE ROLE ${quoted} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${literal(scramVerifier(password))}`,
      )
      made.unshift(`DROP ROLE ${quoted}`)
      // A role that is no superuser may give a database only to a role that it is a member of.
      await run(session, `GRANT ${quoted} TO CURRENT_USER`)
      await run(session, `CREATE DATABASE ${quoted} OWNER ${quoted} TEMPLATE template0 ${await localeOf(session)}`)
      made.unshift(`DROP DATABASE ${quoted} WITH (FORCE)`)
      const mark = literal(await marker(session))
      await run(
        session,
        `REVOKE ALL ON DATABASE ${quoted} FROM PUBLIC`,
        `COMMENT ON DATABASE ${quoted} IS ${mark}`,
        // A crash of the server loses a scratch's last commits, and with them nothing that anybody needs.
        `ALTER DATABASE ${quoted} SET synchronous_commit = off`,
      )
      await inDatabase(inside, (there) =>
        run(
          there,
          `CREATE SCHEMA slipway AUTHORIZATION ${quoted}`,
          'CREATE TABLE slipway.scratch (mark text NOT NULL)',
          `INSERT INTO slipway.scratch VALUES (${mark})`,
          ...extensions.map((extension) => `CREATE EXTENSION ${identifier(extension)} CASCADE`),
        ),
      )
    } catch (thrown) {
      for (const text of made) await session.execute({ text }).catch(() => undefined)
      throw explain(thrown)
    }
  })
  const options = await elsewhere(parts.options, { user: name, password, database: name })
  return { driver: parts.driver(options), url: urlOf(options), name, drop }
}
