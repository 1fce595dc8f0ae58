import { createRequire } from 'node:module'
import type * as smolToml from 'smol-toml'
import type { TomlTable, TomlValue } from 'smol-toml'

// Settings are read at once when the configuration is, and few projects have a flyway.toml: only they load its parser.
function parse(text: string): TomlTable {
  const { parse: parseToml } = createRequire(import.meta.url)('smol-toml') as typeof smolToml
  return parseToml(text)
}

/** What `flyway.toml` says, as properties of `flyway.conf`, for one environment. */
export interface TomlProperties {
  readonly properties: ReadonlyMap<string, string>
  /** The environment that it chooses. */
  readonly environment: string | undefined
}

/**
 * Reads `flyway.toml`. Throws the parser's own error, which names line and column.
 *
 * @param environment whose `url`, `user`, `password` and `schemas` count, unless the file chooses one.
 */
export function readToml(
  text: string,
  environment: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): TomlProperties {
  const root = parse(text)
  const flyway = tableIn(root, 'flyway')
  const chosen = environment ?? (typeof flyway['environment'] === 'string' ? flyway['environment'] : undefined)
  const connection = tableIn(tableIn(root, 'environments'), chosen ?? 'default')
  const { flyway: own, ...rest } = connection
  return {
    properties: new Map([
      ...flatten(flyway, 'flyway.', env),
      ...flatten(rest, 'flyway.', env),
      ...flatten(isTable(own) ? own : {}, 'flyway.', env),
    ]),
    environment: chosen,
  }
}

/** Names of the environments that a file has. */
export function environmentsIn(text: string): readonly string[] {
  return Object.keys(tableIn(parse(text), 'environments'))
}

function* flatten(
  table: TomlTable,
  prefix: string,
  env: Readonly<Record<string, string | undefined>>,
): Generator<readonly [string, string]> {
  for (const [key, value] of Object.entries(table)) {
    if (isTable(value)) yield* flatten(value, `${prefix}${key}.`, env)
    else yield [prefix + key, resolve(Array.isArray(value) ? value.join(',') : String(value), env)]
  }
}

/** `${env.NAME}` is one of Flyway's resolvers; the others ask services, and stay as they are. */
function resolve(value: string, env: Readonly<Record<string, string | undefined>>): string {
  return value.replace(/\$\{env\.([^}]+)\}/g, (_, name: string) => env[name] ?? '')
}

function tableIn(table: TomlTable, key: string): TomlTable {
  const value = table[key]
  return isTable(value) ? value : {}
}

function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)
}
