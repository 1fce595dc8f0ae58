import { SlipwayError } from '@slipway/core'
import { serverError } from '@slipway/dialect-postgres/store'

const nothing = 'Nothing was changed.'

function byServer(code: string, message: string, address: string): SlipwayError {
  const details = { sqlstate: code, address }
  if (code === '28P01' || code === '28000' || /password authentication failed|auth/i.test(message)) {
    return new SlipwayError('SW-CONNECT-AUTH', `${address} refused the credentials: ${message}. ${nothing}`, {
      hint: "Check user and password in the target's url, and the server's pg_hba.conf",
      details,
    })
  }
  if (code === '3D000') {
    return new SlipwayError('SW-CONNECT', `${address}: ${message}. ${nothing}`, {
      hint: 'Create the database, or correct its name in the url: Slipway does not create databases',
      details,
    })
  }
  if (code === '42501') {
    return new SlipwayError('SW-PERMISSION', `${address}: ${message}. ${nothing}`, {
      hint: 'GRANT CONNECT ON DATABASE <database> TO <role>;',
      details,
    })
  }
  return new SlipwayError('SW-CONNECT', `${address} accepts no connection: ${message} (${code}). ${nothing}`, {
    ...(code === '53300' ? { hint: 'Free connections on the server, then try again' } : {}),
    details,
  })
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name cannot be looked up now',
  ETIMEDOUT: 'no answer came',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ECONNRESET: 'the other side hung up',
  ENOENT: 'there is no such socket',
}

/** Explains why a connection could not be made. Carries no cause: a client's errors can hold the URL. */
export function connectError(thrown: unknown, address: string, redact: (text: string) => string): SlipwayError {
  if (thrown instanceof SlipwayError) return thrown
  const server = serverError(thrown)
  if (server !== undefined) return byServer(server.code, redact(server.message), address)
  const raw = thrown instanceof Error ? (thrown as NodeJS.ErrnoException) : undefined
  // A host with several addresses fails with one error for each.
  const inner = thrown instanceof AggregateError ? (thrown.errors[0] as NodeJS.ErrnoException | undefined) : undefined
  const code = raw?.code ?? inner?.code
  const message = redact(raw?.message || inner?.message || 'unknown')
  if (/client password must be a string|no password/i.test(message)) {
    return new SlipwayError('SW-CONNECT-AUTH', `${address} asks for a password and none was given. ${nothing}`, {
      hint: 'Put it into the url, or give the driver password or passwordFile',
      details: { address },
    })
  }
  const why =
    (code === undefined ? undefined : reasons[code]) ?? (/timeout expired/.test(message) ? 'no answer came' : message)
  return new SlipwayError('SW-CONNECT', `${address} cannot be reached: ${why}. ${nothing}`, {
    hint: 'See what is configured, and what is reached:\n  slipway doctor',
    details: { address, ...(code === undefined ? {} : { code }) },
  })
}
