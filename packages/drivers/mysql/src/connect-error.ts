import { SlipwayError, type ErrorCode } from '@slipway/core'

const nothing = 'Nothing was changed.'

interface Explained {
  readonly code: ErrorCode
  readonly hint?: string
}

const plugin =
  "The client signs in with caching_sha2_password, mysql_native_password or sha256_password:\n  ALTER USER '…'@'…' IDENTIFIED WITH caching_sha2_password BY '…';"
const credentials = "Check user and password in the target's url, and the hosts that the user may come from"

/** What a server's refusal means, by its number. */
const refusals: Readonly<Record<number, Explained>> = {
  1040: { code: 'SW-CONNECT', hint: 'Free connections on the server, then try again' },
  1044: { code: 'SW-PERMISSION', hint: "GRANT ALL ON `database`.* TO '<user>'@'<host>';" },
  1045: { code: 'SW-CONNECT-AUTH', hint: credentials },
  1049: {
    code: 'SW-CONNECT',
    hint: 'Create the database, or correct its name in the url: Slipway does not create databases',
  },
  1130: { code: 'SW-CONNECT-AUTH', hint: "Let the user come from this host: CREATE USER '<user>'@'<host>' …" },
  1251: { code: 'SW-CONNECT-AUTH', hint: plugin },
  1524: { code: 'SW-CONNECT-AUTH', hint: plugin },
  1698: { code: 'SW-CONNECT-AUTH', hint: plugin },
  1862: { code: 'SW-CONNECT-AUTH', hint: "Give the user a new password: ALTER USER '<user>'@'<host>' IDENTIFIED BY …" },
  3118: { code: 'SW-CONNECT-AUTH', hint: "ALTER USER '<user>'@'<host>' ACCOUNT UNLOCK;" },
  3159: { code: 'SW-CONNECT', hint: 'The server wants an encrypted connection: mysql({ url: …, ssl: true })' },
  4151: { code: 'SW-CONNECT-AUTH', hint: "ALTER USER '<user>'@'<host>' ACCOUNT UNLOCK;" },
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name cannot be looked up now',
  ETIMEDOUT: 'no answer came',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ECONNRESET: 'the other side hung up',
  PROTOCOL_CONNECTION_LOST: 'the other side hung up',
  ENOENT: 'there is no such socket',
}

const unencrypted =
  'The server offers no encryption: give it a certificate, or do without, where the network is trusted:\n  mysql({ url: …, ssl: false })'
const certificate =
  "The server's certificate is not trusted here. Name the authority that signed it:\n  mysql({ url: …, ssl: { ca: await readFile('ca.pem', 'utf8') } })"

interface ClientError extends Error {
  readonly code?: string
  readonly errno?: number
  readonly sqlState?: string
}

/** Explains why a connection could not be made. Carries no cause: a client's errors can hold the URL. */
export function connectError(thrown: unknown, address: string, redact: (text: string) => string): SlipwayError {
  if (thrown instanceof SlipwayError) return thrown
  // A host with several addresses fails with one error for each.
  const inner: unknown = thrown instanceof AggregateError ? thrown.errors[0] : thrown
  const raw = (inner instanceof Error ? inner : new Error('unknown')) as ClientError
  const message = redact(raw.message || 'unknown')
  const details = { address, ...(raw.code === undefined ? {} : { code: raw.code }) }
  const build = (code: ErrorCode, text: string, hint: string | undefined): SlipwayError =>
    new SlipwayError(code, `${text}. ${nothing}`, { ...(hint === undefined ? {} : { hint }), details })

  if (raw.sqlState !== undefined && raw.errno !== undefined) {
    const { code, hint } = refusals[raw.errno] ?? { code: 'SW-CONNECT' as const }
    const verb = code === 'SW-CONNECT-AUTH' ? 'refused the credentials' : 'accepts no connection'
    return build(code, `${address} ${verb}: ${message} (${raw.errno})`, hint)
  }
  if (/unknown plugin|AUTH_SWITCH_PLUGIN|cleartext/i.test(`${raw.code} ${message}`)) {
    return build('SW-CONNECT-AUTH', `${address} signs this user in by another plugin: ${message}`, plugin)
  }
  if (raw.code === 'HANDSHAKE_NO_SSL_SUPPORT') return build('SW-CONNECT', `${address} refused TLS`, unencrypted)
  if (raw.code === 'HANDSHAKE_SSL_ERROR' || /certificate|self-signed/i.test(message)) {
    return build('SW-CONNECT', `${address} could not be spoken to under TLS: ${message}`, certificate)
  }
  const why = reasons[raw.code ?? ''] ?? message
  return build('SW-CONNECT', `${address} cannot be reached: ${why}`, 'See what is configured:\n  slipway doctor')
}
