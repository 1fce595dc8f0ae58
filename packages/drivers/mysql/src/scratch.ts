import { createHash, randomBytes } from 'node:crypto'
import { SlipwayError } from '@slipway/core'
import type { Driver, Scratch, Session } from '@slipway/core/plugin'
import { clientConfig } from './client-config.ts'
import { inBackticks } from './dialect/names/quote-identifier.ts'
import type { MysqlOptions } from './options.ts'
import { literal } from './store/literal.ts'

/** What a scratch is made from. */
export interface ScratchParts {
  readonly options: MysqlOptions
  /** Makes a driver that connects elsewhere. */
  driver(options: MysqlOptions): Driver
  identify(session: Session): Promise<{ readonly server: string; readonly database: string }>
}

/** A name that both servers take for a user too. */
const longest = 32

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

/** The character set and collation of the database that is rehearsed for. */
async function defaultsOf(session: Session): Promise<string> {
  const { rows } = await session.execute({
    text:
      'SELECT DEFAULT_CHARACTER_SET_NAME AS charset, DEFAULT_COLLATION_NAME AS collation ' +
      'FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()',
  })
  return `DEFAULT CHARACTER SET ${String(rows[0]?.['charset'])} COLLATE ${String(rows[0]?.['collation'])}`
}

/** What MariaDB stores in place of a password, so that the password itself is in no log. MySQL keeps it out by itself. */
function identifiedBy(password: string, flavor: string): string {
  if (flavor !== 'mariadb') return `IDENTIFIED BY ${literal(password)}`
  const sha1 = (data: Buffer | string): Buffer => createHash('sha1').update(data).digest()
  return `IDENTIFIED BY PASSWORD '*${sha1(sha1(password)).toString('hex').toUpperCase()}'`
}

const denied = (thrown: unknown): thrown is SlipwayError =>
  thrown instanceof SlipwayError && thrown.code === 'SW-PERMISSION'

function explain(thrown: unknown): unknown {
  if (!denied(thrown)) return thrown
  return new SlipwayError(
    'SW-PERMISSION',
    `A scratch database cannot be made: ${thrown.message}. Nothing is left of it.`,
    {
      hint: "GRANT ALL ON `slipway\\_scratch\\_%`.* TO '<the user that rehearses>'@'<host>' WITH GRANT OPTION;\nGRANT CREATE USER ON *.* TO '<the user that rehearses>'@'<host>';",
      details: thrown.details,
    },
  )
}

/** The same server, another database and maybe another user. Slipway's tables stand in the scratch itself. */
async function elsewhere(
  options: MysqlOptions,
  to: { readonly database: string; readonly user?: string; readonly password?: string },
): Promise<MysqlOptions> {
  const { config } = await clientConfig(options, 'slipway')
  return {
    ...options,
    url: undefined,
    directUrl: undefined,
    passwordFile: undefined,
    ...(config.socketPath === undefined ? { host: config.host } : {}),
    port: config.port,
    user: to.user ?? config.user,
    password: to.password ?? config.password,
    database: to.database,
    store: to.database,
  }
}

function urlOf(options: MysqlOptions): string {
  const url = new URL('mysql://localhost')
  url.hostname = options.host ?? 'localhost'
  url.port = String(options.port ?? 3306)
  url.username = encodeURIComponent(options.user ?? '')
  url.password = encodeURIComponent(typeof options.password === 'string' ? options.password : '')
  url.pathname = `/${encodeURIComponent(options.database ?? '')}`
  return url.href
}

/** Makes a user that has rights in the scratch and nowhere else; `false` where our own may not make users. */
async function makeUser(session: Session, name: string, password: string): Promise<boolean> {
  try {
    await run(session, `CREATE USER ${literal(name)}@'%' ${identifiedBy(password, session.server.flavor)}`)
  } catch (thrown) {
    if (denied(thrown)) return false
    throw thrown
  }
  try {
    // An underscore in the name of a database would stand for any character.
    await run(session, `GRANT ALL ON ${inBackticks(name.replaceAll('_', '\\_'))}.* TO ${literal(name)}@'%'`)
    return true
  } catch (thrown) {
    await run(session, `DROP USER ${literal(name)}@'%'`)
    if (denied(thrown)) return false
    throw thrown
  }
}

/**
 * Makes a database for a rehearsal, and a user that has rights nowhere else where our own user may make one; without, the
 * rehearsal runs as our own user. It is marked, and dropped only where the mark agrees.
 *
 * @throws SW-PERMISSION with the grant that cures it; SW-USAGE for a nonce that is not lower-case letters and digits.
 */
export async function makeScratch(parts: ScratchParts, nonce: string): Promise<Scratch> {
  if (!/^[a-z0-9_]{1,40}$/.test(nonce)) {
    throw new SlipwayError('SW-USAGE', `A scratch cannot be named ${nonce}: lower-case letters, digits and _ only`)
  }
  const name = `slipway_scratch_${nonce}`
  const user = name.slice(0, longest)
  const [quoted, password] = [inBackticks(name), randomBytes(24).toString('base64url')]
  const home = parts.driver(parts.options)

  const marker = async (session: Session): Promise<string> =>
    JSON.stringify({ slipway: 'scratch', name, nonce, server: (await parts.identify(session)).server })

  async function prove(session: Session): Promise<void> {
    const { rows } = await session.execute({ text: `SELECT mark FROM ${quoted}.slipway_scratch` })
    if (rows.length === 1 && rows[0]?.['mark'] === (await marker(session))) return
    throw new SlipwayError('SW-SCOPE', `${name} is not the scratch database that was made here. It was not dropped.`, {
      hint: `Look at it, and if nobody needs it:\n  DROP DATABASE ${quoted};`,
    })
  }

  let ownUser = false
  async function drop(): Promise<void> {
    await inDatabase(home, async (session) => {
      const text = 'SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?'
      if ((await session.execute({ text, params: [name] })).rows.length > 0) {
        await prove(session)
        await run(session, `DROP DATABASE ${quoted}`)
      }
      if (ownUser) await run(session, `DROP USER IF EXISTS ${literal(user)}@'%'`)
    })
  }

  await inDatabase(home, async (session) => {
    try {
      await run(session, `CREATE DATABASE ${quoted} ${await defaultsOf(session)}`)
    } catch (thrown) {
      throw explain(thrown)
    }
    try {
      const mark = literal(await marker(session))
      await run(
        session,
        `CREATE TABLE ${quoted}.slipway_scratch (id INT PRIMARY KEY, mark TEXT NOT NULL) ENGINE = InnoDB`,
        `INSERT INTO ${quoted}.slipway_scratch VALUES (1, ${mark})`,
      )
      ownUser = name === user && (await makeUser(session, user, password))
    } catch (thrown) {
      await run(session, `DROP DATABASE ${quoted}`).catch(() => undefined)
      throw explain(thrown)
    }
  })
  const options = await elsewhere(parts.options, ownUser ? { database: name, user, password } : { database: name })
  return { driver: parts.driver(options), url: urlOf(options), name, drop }
}
