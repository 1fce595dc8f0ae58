import { readdirSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SlipwayError } from '@slipway/core'
import { loaderHint } from '@slipway/core/adapter'

const endings = ['js', 'cjs', 'mjs', 'ts', 'mts', 'cts']

/**
 * The configuration of a folder: the one that the tool takes, the same with another ending, or the only one that is named after
 * it, as where the tool is told its name with `-f`. `undefined` where there is none.
 *
 * @throws SW-CONFIG where several are named after it.
 */
export function findConfig(cwd: string): string | undefined {
  const names = readdirSync(cwd).filter((name) => /^migrate-mongo[-.]config.*\.[cm]?[jt]s$/.test(name))
  const plain = endings.map((ending) => `migrate-mongo-config.${ending}`).find((name) => names.includes(name))
  const [first, ...others] = names.toSorted()
  if (plain !== undefined || others.length === 0) return plain ?? first
  throw new SlipwayError(
    'SW-CONFIG',
    `There are several configurations of migrate-mongo: ${[first, ...others].join(', ')}. Nothing was loaded.`,
    {
      hint: `Name one for each target in slipway.config.ts:\n  const project = await migrateMongo({ config: '${first}' })`,
      details: { files: names },
    },
  )
}

/**
 * Loads a configuration: it is code, and runs. Answers what it exports.
 *
 * @throws SW-CONFIG with the loader's own error when it is not there, cannot be loaded or throws.
 */
export async function loadConfig(cwd: string, name: string): Promise<Readonly<Record<string, unknown>>> {
  const path = resolve(cwd, name)
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    const other = findConfig(cwd)
    throw new SlipwayError('SW-CONFIG', `There is no configuration of migrate-mongo at ${name}. Nothing was changed.`, {
      hint:
        other === undefined
          ? "await migrateMongo({ config: 'path/to/migrate-mongo-config.js' })   names it"
          : `await migrateMongo({ config: '${other}' })`,
      details: { file: name },
    })
  }
  const exported = await imported(path, name)
  if (typeof exported === 'object' && exported !== null) return exported as Readonly<Record<string, unknown>>
  throw new SlipwayError('SW-CONFIG', `${name} exports no object. It was loaded; nothing was changed.`, {
    hint: 'export default { mongodb: { url, databaseName }, migrationsDir, changelogCollectionName }',
    details: { file: name },
  })
}

/** The default export, or all of them: what the tool takes. CommonJS may export a promise. */
async function imported(path: string, name: string): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>
    const whole: unknown = 'default' in module ? await module['default'] : module
    const nested = whole as { readonly default?: unknown } | null | undefined
    return nested?.default ?? whole
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new SlipwayError('SW-CONFIG', `${name} was loaded and failed: ${message}. Nothing was changed.`, {
      hint: loaderHint(cause, path) ?? 'It is code: give it the environment that migrate-mongo gives it, and run again',
      cause,
      details: { file: name },
    })
  }
}
