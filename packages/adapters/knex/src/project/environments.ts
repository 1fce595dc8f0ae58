import { SlipwayError } from '@slipway/core'

/** One environment as the knexfile has it. */
export type EnvironmentConfig = Readonly<Record<string, unknown>>

/** What a knexfile configures. */
export interface Environments {
  /** By their names; empty where the knexfile is one environment. */
  readonly named: ReadonlyMap<string, EnvironmentConfig>
  /** The knexfile itself, where it is one environment. */
  readonly flat: EnvironmentConfig | undefined
}

const isRecord = (value: unknown): value is EnvironmentConfig => typeof value === 'object' && value !== null

const own: readonly string[] = ['client', 'dialect', 'connection', 'migrations', 'connectionPool']

/** Tells the environments of a knexfile. Throws `SW-CONFIG` where there is none. */
export function readEnvironments(config: EnvironmentConfig, knexfile: string): Environments {
  // What stands beside the environments and is none (`onUpdateTrigger`) has no client.
  const isOne = typeof config['client'] === 'string' || own.filter((key) => key in config).length > 1
  if (isOne) return { named: new Map(), flat: config }
  const named = Object.entries(config).filter(
    (entry): entry is [string, EnvironmentConfig] =>
      isRecord(entry[1]) && own.some((key) => key in (entry[1] as object)),
  )
  if (named.length > 0) return { named: new Map(named), flat: undefined }
  throw new SlipwayError('SW-CONFIG', `${knexfile} names neither a client nor an environment. Nothing was changed.`, {
    hint: "export default { client: 'pg', connection: process.env.DATABASE_URL }",
    details: { file: knexfile },
  })
}

/**
 * The environment that is meant: the one asked for, else `NODE_ENV`'s, else `development`, as knex has it; else the only
 * one. Throws `SW-CONFIG` where it is not there.
 */
export function chooseEnvironment(
  { named, flat }: Environments,
  asked: string | undefined,
  nodeEnv: string | undefined,
  knexfile: string,
): { readonly name: string | undefined; readonly config: EnvironmentConfig } {
  if (flat !== undefined) return { name: undefined, config: flat }
  const wanted = [asked, ...(asked === undefined ? [nodeEnv, 'development'] : [])]
  for (const name of wanted) {
    const config = name === undefined ? undefined : named.get(name)
    if (config !== undefined) return { name, config }
  }
  const [first] = named
  if (asked === undefined && first !== undefined) return { name: first[0], config: first[1] }
  throw new SlipwayError('SW-CONFIG', `${knexfile} has no environment "${asked}". Nothing was changed.`, {
    hint: `it has ${[...named.keys()].map((name) => `"${name}"`).join(', ')}`,
    details: { file: knexfile },
  })
}
