import { SlipwayError } from '@slipway/core'
import type { Reachable } from './client-settings.ts'

const nothing = 'Nothing was changed.'

interface Thrown {
  readonly name: string
  readonly message: string
  readonly code: unknown
  readonly cause: unknown
  /** Of a server selection that failed: what is known of each server. */
  readonly reason: unknown
}

function read(thrown: unknown): Thrown {
  const raw = (thrown instanceof Error ? thrown : {}) as unknown as Record<string, unknown>
  const text = (name: string): string => (typeof raw[name] === 'string' ? raw[name] : '')
  return {
    name: text('name'),
    message: text('message').replace(/\.$/, '') || 'unknown',
    code: raw['code'],
    cause: raw['cause'],
    reason: raw['reason'],
  }
}

/** The errors behind a server selection that failed: one for each server that was tried. */
function behind({ reason, cause }: Thrown): readonly Thrown[] {
  const servers = (reason as { readonly servers?: ReadonlyMap<string, { readonly error?: unknown }> } | undefined)
    ?.servers
  const errors =
    servers instanceof Map ? [...servers.values()].map((server) => (server as { error?: unknown }).error) : []
  return [...errors, cause].filter((error) => error instanceof Error).map(read)
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name cannot be looked up now',
  ETIMEDOUT: 'no answer came',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ECONNRESET: 'the other side hung up',
}

function whyUnreachable(all: readonly Thrown[]): string | undefined {
  for (const { code, cause } of all) {
    for (const candidate of [code, read(cause).code]) {
      const known = typeof candidate === 'string' ? reasons[candidate] : undefined
      if (known !== undefined) return known
    }
  }
  return undefined
}

const found = (all: readonly Thrown[], test: (error: Thrown) => boolean): Thrown | undefined => all.find(test)

/** Explains why a connection could not be made. Carries no cause: a client's errors can hold the URL. */
export function connectError(thrown: unknown, address: string, { redact }: Pick<Reachable, 'redact'>): SlipwayError {
  if (thrown instanceof SlipwayError) return thrown
  const error = read(thrown)
  const all = [error, ...behind(error)]
  const refused = found(all, ({ code }) => code === 18 || code === 8000)
  if (refused !== undefined || error.name === 'MongoMissingCredentialsError') {
    return new SlipwayError(
      'SW-CONNECT-AUTH',
      `${address} refused the credentials: ${redact((refused ?? error).message)}. ${nothing}`,
      {
        hint: "Check user and password in the target's url; where the user is kept in another database, add ?authSource=admin",
        details: { address },
      },
    )
  }
  if (found(all, ({ code }) => code === 334) !== undefined || /SCRAM|mechanism/i.test(error.message)) {
    return new SlipwayError(
      'SW-CONNECT-AUTH',
      `${address} and this user agree on no way to log in: ${redact(error.message)}. ${nothing}`,
      {
        hint: 'Name the way in the url: ?authMechanism=SCRAM-SHA-256',
        details: { address },
      },
    )
  }
  if (
    error.name === 'MongoParseError' ||
    error.name === 'MongoInvalidArgumentError' ||
    error.name === 'MongoAPIError'
  ) {
    return new SlipwayError('SW-CONFIG', `The url of the database cannot be used: ${redact(error.message)}. ${nothing}`)
  }
  const old = found(all, ({ name }) => name === 'MongoCompatibilityError')
  if (old !== undefined) {
    return new SlipwayError(
      'SW-CONNECT',
      `${address} is older than MongoDB 4.4, the oldest that works: ${redact(old.message)}. ${nothing}`,
      {
        hint: 'Use a server of version 4.4 or later',
        details: { address },
      },
    )
  }
  const type = (error.reason as { readonly type?: unknown } | undefined)?.type
  if (
    error.name === 'MongoServerSelectionError' &&
    type === 'ReplicaSetNoPrimary' &&
    whyUnreachable(all) === undefined
  ) {
    return new SlipwayError('SW-CONNECT', `${address}: no primary was found. ${nothing}`, {
      hint: 'See rs.status(): the replica set has none until it has elected one, or it is named otherwise than replicaSet in the url says',
      details: { address },
    })
  }
  const why = whyUnreachable(all) ?? redact(error.message)
  return new SlipwayError('SW-CONNECT', `${address} cannot be reached: ${why}. ${nothing}`, {
    hint: 'See what is configured, and what is reached:\n  slipway doctor',
    details: { address },
  })
}
