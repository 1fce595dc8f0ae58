import { randomBytes } from 'node:crypto'
import { SlipwayError } from '@slipway/core'
import type { ServerFacts, Session, SessionIdentity } from '@slipway/core/plugin'
import type { Db, Document, MongoClient } from 'mongodb'
import { answeredFailure, asFailure } from '../session/failure.ts'
import type { Inside } from '../session/inside.ts'
import { answeredError } from '../session/server-error.ts'
import { mongoSession } from '../session/session.ts'
import { prepareStore } from '../store/prepare.ts'
import { storeIn } from '../store/store.ts'
import type { MongodbOptions } from '../options.ts'
import { addressOf } from './address.ts'
import { clientSettings, type Reachable } from './client-settings.ts'
import { connectError } from './connect-error.ts'
import { dataBearing, toFacts, type Answers } from './facts.ts'
import { findCapabilities, readCapabilities } from './known-capabilities.ts'
import { unprobed } from './probe-capabilities.ts'

/** A session, and what stands behind it. */
export interface OpenedSession {
  readonly session: Session
  readonly inside: Inside
  readonly reachable: Reachable
}

/** Who opens a session, and what for. */
export interface Purpose {
  readonly application: string
  /** Given where it will write: then the store is made, and what the server can do is found out by trying. */
  readonly writesFor?: string
}

/** How the server shows a connection: whose it is is the last word. */
export const nameOf = (application: string, id: string): string => `${application.slice(0, 100)} #${id}`

async function openClient(reachable: Reachable, options: MongodbOptions, appName: string): Promise<MongoClient> {
  const { MongoClient } = await import('mongodb')
  const address = addressOf(options)
  let client: MongoClient | undefined
  try {
    client = new MongoClient(reachable.url, { ...reachable.client, appName })
    await client.connect()
    return client
  } catch (thrown) {
    await client?.close().catch(() => undefined)
    throw connectError(thrown, address, reachable)
  }
}

async function ask(command: Inside['command']): Promise<Answers & { readonly users: readonly string[] }> {
  const parameters = command('admin', {
    getParameter: 1,
    featureCompatibilityVersion: 1,
    transactionLifetimeLimitSeconds: 1,
  }).catch(() => undefined)
  const [hello, buildInfo, status, known, configured] = await Promise.all([
    command('admin', { hello: 1 }),
    command('admin', { buildInfo: 1 }),
    command('admin', { connectionStatus: 1 }).catch((): Document => ({})),
    parameters,
    command('admin', { replSetGetConfig: 1 }).catch(() => undefined),
  ])
  const info = status['authInfo'] as { readonly authenticatedUsers?: readonly Document[] } | undefined
  const users = (info?.authenticatedUsers ?? []).map(({ user, db }) => `${String(user)}@${String(db)}`)
  const config = configured?.['config'] as Document | undefined
  return { hello, buildInfo, parameters: known, config, users }
}

/** A member that does not answer is as good as one that cannot be reached. */
const impatient = { serverSelectionTimeoutMS: 2_000, socketTimeoutMS: 10_000 } as const

/** Connects to single members, once each. */
function memberClients(reachable: Reachable, options: MongodbOptions, appName: string) {
  const open = new Map<string, Promise<MongoClient>>()
  return {
    member(host: string): Promise<MongoClient> {
      const known = open.get(host)
      if (known !== undefined) return known
      const url = reachable.url.replace(
        /^mongodb(?:\+srv)?:\/\/([^@/]*@)?[^/?]+/,
        (_all, who: string | undefined) => `mongodb://${who ?? ''}${host}`,
      )
      const direct = url.replace(/([?&])(?:replicaSet|directConnection|readPreference)=[^&]*&?/gi, '$1')
      const client = { ...reachable.client, directConnection: true, ...impatient, maxPoolSize: 1 }
      // Where the url says srv, TLS is meant.
      const tls = reachable.url.startsWith('mongodb+srv:') ? { tls: true } : {}
      const opening = openClient({ ...reachable, url: direct, client: { ...tls, ...client } }, options, appName)
      open.set(host, opening)
      opening.catch(() => open.delete(host))
      return opening
    },
    async close(): Promise<void> {
      const opened = await Promise.allSettled(open.values())
      await Promise.all(opened.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)))
    },
  }
}

/**
 * Opens a session: connects and asks for the facts.
 *
 * @throws SW-CONNECT and its kin.
 */
export async function openSession(options: MongodbOptions, purpose: Purpose): Promise<OpenedSession> {
  const reachable = await clientSettings(options)
  const id = randomBytes(6).toString('hex')
  const client = await openClient(reachable, options, nameOf(purpose.application, id))
  const members = memberClients(reachable, options, nameOf(purpose.application, id))
  const cleaning: Promise<unknown>[] = []
  const close = async (): Promise<void> => {
    await Promise.all(cleaning)
    await Promise.all([client.close(), members.close()])
  }
  const store = storeIn(reachable.database, options.store ?? 'slipway')
  const databases = new Map<string, Db>()
  const databaseOf = (name: string): Db => {
    const known = databases.get(name) ?? client.db(name)
    databases.set(name, known)
    return known
  }
  const command: Inside['command'] = async (database, document, session, at) => {
    const context = { store, redact: reachable.redact }
    let answer: Document
    try {
      answer = await databaseOf(database).command(document, session === undefined ? {} : { session })
    } catch (thrown) {
      throw asFailure(thrown, context, at)
    }
    // The server says ok to a command whose writes it refused.
    const [broken] = (answer['writeErrors'] as readonly Record<string, unknown>[] | undefined) ?? []
    if (broken !== undefined) throw answeredFailure(answeredError(broken), context, at)
    return answer
  }
  try {
    const answers = await ask(command)
    const plainFacts = toFacts(answers)
    refuseOld(plainFacts, addressOf(options))
    const others = dataBearing(answers).filter((host) => host !== answers.hello['me'])
    const inside: Inside = {
      client,
      db: client.db(reachable.database),
      store,
      id,
      users: answers.users,
      ...(purpose.writesFor === undefined ? {} : { project: purpose.writesFor }),
      transactions: plainFacts.topology !== 'standalone',
      redact: reachable.redact,
      command,
      member: members.member,
      others,
    }
    const writable = purpose.writesFor !== undefined && plainFacts.topology !== 'replica'
    const [found] = await Promise.all([readCapabilities(inside, plainFacts), writable && prepareStore(inside)])
    const capabilities =
      found ??
      (writable ? await findCapabilities(inside, plainFacts, (work) => cleaning.push(work)) : unprobed(plainFacts))
    const server: ServerFacts = { ...plainFacts, capabilities }
    const known: Inside = { ...inside, transactions: inside.transactions && capabilities['transactions'] !== 'no' }
    const session = mongoSession({
      inside: known,
      server,
      identity: identityOf(id, answers),
      lifetime: Number(server.settings['transactionLifetimeLimitSeconds'] ?? 60) * 1000,
      close,
    })
    return { session, inside: known, reachable }
  } catch (thrown) {
    await close()
    throw thrown instanceof SlipwayError ? thrown : connectError(thrown, addressOf(options), reachable)
  }
}

const identityOf = (id: string, { hello, users }: Awaited<ReturnType<typeof ask>>): SessionIdentity => ({
  id,
  startedAt: (hello['localTime'] as Date).toISOString(),
  ...(users.length === 0 ? {} : { user: users.join(', ') }),
})

function refuseOld({ flavor, version, versionNumber }: ServerFacts, address: string): void {
  if (versionNumber >= 40_400) return
  throw new SlipwayError(
    'SW-CONNECT',
    `${address} is ${flavor} ${version}; 4.4 is the oldest that works. Nothing was changed.`,
    { hint: 'Use a server of version 4.4 or later', details: { address } },
  )
}
