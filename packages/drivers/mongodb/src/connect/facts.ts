import type { Document } from 'mongodb'
import type { ServerFacts } from '@slipway/core/plugin'

/** What a server says of itself when a session begins. */
export interface Answers {
  readonly hello: Document
  readonly buildInfo: Document
  /** Absent where the role may not ask. */
  readonly parameters: Document | undefined
  /** Of the replica set. Absent where there is none, or where the role may not ask. */
  readonly config: Document | undefined
}

/** `6.0.27` is 60027. */
function comparable(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0)
  return major * 10_000 + minor * 100 + patch
}

function topologyOf(hello: Document): ServerFacts['topology'] {
  // A router sends every write to the primary that it belongs to.
  if (hello['msg'] === 'isdbgrid') return 'primary'
  if (hello['setName'] === undefined) return 'standalone'
  return hello['isWritablePrimary'] === true ? 'primary' : 'replica'
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** Members that bear data, as every member lists them, except hidden ones. */
export function membersOf(hello: Document): readonly string[] {
  const list = (name: string): readonly string[] => ((hello[name] as readonly unknown[] | undefined) ?? []).map(String)
  return [...list('hosts'), ...list('passives')].toSorted()
}

/** Members that bear data; hidden ones too, where the role may know of them. */
export function dataBearing({ hello, config }: Answers): readonly string[] {
  const members = config?.['members'] as readonly Document[] | undefined
  if (hello['setName'] === undefined || members === undefined) return membersOf(hello)
  return members.filter((member) => member['arbiterOnly'] !== true).map((member) => String(member['host']))
}

/** The facts of a server. What it says of its version is not what it can do: see `capabilities`. */
export function toFacts({ hello, buildInfo, parameters }: Answers): ServerFacts {
  const version = String(buildInfo['version'])
  const fcv = (parameters?.['featureCompatibilityVersion'] as Document | undefined)?.['version']
  const kind = hello['msg'] === 'isdbgrid' ? 'sharded' : hello['setName'] === undefined ? 'standalone' : 'replica set'
  const settings = {
    deployment: kind,
    setName: text(hello['setName']),
    members: kind === 'replica set' ? String(membersOf(hello).length) : undefined,
    featureCompatibilityVersion: text(fcv),
    transactionLifetimeLimitSeconds: parameters?.['transactionLifetimeLimitSeconds']?.toString() as string | undefined,
  }
  return {
    // FerretDB answers with the version of a MongoDB that it is not.
    flavor: buildInfo['ferretdb'] === undefined ? 'mongodb' : 'ferretdb',
    version,
    versionNumber: comparable(version),
    topology: topologyOf(hello),
    pooled: false,
    settings: Object.fromEntries(
      Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  }
}
