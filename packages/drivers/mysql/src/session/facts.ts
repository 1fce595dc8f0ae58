import { randomBytes } from 'node:crypto'
import { SlipwayError } from '@slipway/core'
import type { Row, ServerFacts, SessionIdentity } from '@slipway/core/plugin'
import type { Flavor } from '../dialect/syntax.ts'
import type { Send } from '../store/place.ts'

/** What the server tells when a session begins. */
export interface SessionFacts {
  readonly flavor: Flavor
  readonly server: ServerFacts
  readonly identity: SessionIdentity
  readonly database: string
  /** The longest statement in bytes that the server takes. */
  readonly packet: number
}

/** Kept with what is known of a server. */
const told = [
  'character_set_server',
  'collation_server',
  'default_storage_engine',
  'explicit_defaults_for_timestamp',
  'innodb_rollback_on_timeout',
  'lower_case_table_names',
  'max_allowed_packet',
  'performance_schema',
  'sql_generate_invisible_primary_key',
  'sql_mode',
  'sql_require_primary_key',
] as const

const asked = [
  ...told,
  'group_replication_single_primary_mode',
  'hostname',
  'innodb_read_only',
  'port',
  'read_only',
  'server_id',
  'server_uid',
  'server_uuid',
  'super_read_only',
  'wsrep_on',
] as const

const first: Readonly<Record<Flavor, { readonly name: string; readonly number: number; readonly text: string }>> = {
  mysql: { name: 'MySQL', number: 80_000, text: '8.0' },
  mariadb: { name: 'MariaDB', number: 100_600, text: '10.6' },
}

/** How many characters a lock's name may have is 64: this one has 47. */
const lockOf = (nonce: string): string => `slipway.session.${nonce}`

/** The lock that a session holds from its beginning to its end: no other session ever holds it. */
export const sessionLock = (identity: SessionIdentity): string => lockOf(identity.startedAt.split('/').at(-1) ?? '')

/** The server on which a session was opened. */
export const sessionServer = (identity: SessionIdentity): string => identity.startedAt.split('/').slice(0, -1).join('/')

/** Reads what VERSION() answers. */
export function versionOf(text: string): {
  readonly flavor: Flavor
  readonly version: string
  readonly number: number
} {
  const flavor: Flavor = /mariadb/i.test(text) ? 'mariadb' : 'mysql'
  // MariaDB may put a version before its own, for old clients: `5.5.5-10.11.19-MariaDB`.
  const [, major = '0', minor = '0', patch = '0'] = /(\d+)\.(\d+)\.(\d+)/.exec(text.replace(/^5\.5\.5-/, '')) ?? []
  return {
    flavor,
    version: `${major}.${minor}.${patch}`,
    number: Number(major) * 10_000 + Number(minor) * 100 + Number(patch),
  }
}

function refuseOld({ flavor, version, number }: ReturnType<typeof versionOf>): void {
  const wanted = first[flavor]
  if (number >= wanted.number) return
  throw new SlipwayError(
    'SW-UNSUPPORTED',
    `The server is ${wanted.name} ${version}; Slipway works from ${wanted.name} ${wanted.text} on. Nothing was changed.`,
    { hint: `Upgrade the server, or point the url at one of ${wanted.name} ${wanted.text} or later` },
  )
}

const on = (value: string | undefined): boolean => value === 'ON' || value === '1'

/** A server that takes its rows from another one is not to be written to, even where it would let us. */
async function replicates(send: Send, flavor: Flavor): Promise<boolean> {
  let rows: readonly Row[] = []
  for (const text of flavor === 'mysql' ? ['SHOW REPLICA STATUS', 'SHOW SLAVE STATUS'] : ['SHOW ALL SLAVES STATUS']) {
    try {
      rows = await send(text)
      break
    } catch {
      // Older servers know the other form; a user without REPLICATION CLIENT may not ask.
      continue
    }
  }
  return rows.some((row) => {
    const value = (name: string): string => String(row[`Replica_${name}`] ?? row[`Slave_${name}`] ?? 'No')
    if (String(row['Channel_Name'] ?? '').startsWith('group_replication_')) return false
    return value('IO_Running') !== 'No' || value('SQL_Running') !== 'No'
  })
}

function multiPrimary(variables: ReadonlyMap<string, string>): string | undefined {
  if (on(variables.get('wsrep_on'))) return 'Galera'
  return variables.get('group_replication_single_primary_mode') === 'OFF'
    ? 'multi-primary group replication'
    : undefined
}

/**
 * Asks a fresh session for all that is to be known, and takes the lock that stands for it.
 *
 * @throws SW-UNSUPPORTED for a server that is too old.
 */
export async function askFacts(send: Send, announced: number): Promise<SessionFacts> {
  const nonce = randomBytes(15).toString('hex')
  const [row] = await send('SELECT VERSION() AS version, CONNECTION_ID() AS id, DATABASE() AS db')
  const version = versionOf(String(row?.['version']))
  refuseOld(version)
  const found = await send(
    `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${asked.map((name) => `'${name}'`).join(', ')})`,
  )
  const variables = new Map(found.map((one) => [String(one['Variable_name']), String(one['Value'])]))
  const [locked] = await send('SELECT GET_LOCK(?, 0) AS locked', [lockOf(nonce)])
  if (Number(locked?.['locked']) !== 1) {
    throw new SlipwayError('SW-UNSUPPORTED', 'The server gives no named locks (GET_LOCK). Nothing was changed.')
  }
  const readOnly = ['read_only', 'super_read_only', 'innodb_read_only'].some((name) => on(variables.get(name)))
  const several = multiPrimary(variables)
  const id = Number(row?.['id'])
  const server =
    variables.get('server_uuid') ??
    variables.get('server_uid') ??
    `${variables.get('server_id')}@${variables.get('hostname')}:${variables.get('port')}`
  return {
    flavor: version.flavor,
    server: {
      flavor: version.flavor,
      version: version.version,
      versionNumber: version.number,
      topology: readOnly || (await replicates(send, version.flavor)) ? 'replica' : 'primary',
      // The handshake has room for 32 bits; a proxy announces a number of its own making.
      pooled: announced !== id % 2 ** 32,
      settings: {
        ...Object.fromEntries(told.flatMap((name) => (variables.has(name) ? [[name, variables.get(name) ?? '']] : []))),
        server,
        ...(several === undefined ? {} : { multi_primary: several }),
      },
    },
    identity: { id: String(id), startedAt: `${server}/${nonce}` },
    database: String(row?.['db']),
    packet: Number(variables.get('max_allowed_packet') ?? 0),
  }
}
