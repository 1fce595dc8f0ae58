import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { SlipwayError, redactor, sha256 } from '@slipway/core'
import { loaderHint } from '@slipway/core/adapter'
import { importModule } from '../files/import-module.ts'
import { secretsOf } from '../record/secrets-of.ts'

const names = ['js', 'cjs', 'mjs', 'ts', 'cts', 'mts'].map((extension) => `knexfile.${extension}`)

/** The knexfile of a folder, as an absolute path. `undefined` where there is none. */
export function findKnexfile(cwd: string): string | undefined {
  return names.map((name) => join(cwd, name)).find((path) => existsSync(path))
}

/** The named knexfile, or the folder's own. Throws `SW-CONFIG` where there is none. */
export function locateKnexfile(cwd: string, given: string | undefined): string {
  const path = given === undefined ? findKnexfile(cwd) : isAbsolute(given) ? given : join(cwd, given)
  if (path !== undefined && existsSync(path)) return path
  throw new SlipwayError(
    'SW-CONFIG',
    given === undefined
      ? 'There is no knexfile here. Nothing was changed.'
      : `There is no knexfile ${given}. Nothing was changed.`,
    { hint: "await knex({ knexfile: './path/to/knexfile.ts' })   in slipway.config.ts names it" },
  )
}

/** A path as people write it: relative to a folder where it lies in it, with forward slashes. */
export function shownPath(cwd: string, path: string): string {
  const inside = relative(cwd, path)
  return (inside.startsWith('..') || isAbsolute(inside) ? path : inside).split(sep).join('/')
}

/**
 * Loads a knexfile, which is code, and answers what it configures: a function is called, a promise awaited. Throws
 * `SW-CONFIG` with the loader's own error.
 */
export async function loadKnexfile(cwd: string, path: string): Promise<Readonly<Record<string, unknown>>> {
  const shown = shownPath(cwd, path)
  try {
    const exported = await importModule(path, sha256(readFileSync(path, 'utf8')).slice(0, 12))
    const whole = 'default' in exported ? exported['default'] : exported
    // What a compiler made of `export default`, for CommonJS.
    const nested = (whole as { readonly default?: unknown } | undefined)?.default
    const value: unknown = nested ?? whole
    const settled: unknown = await (typeof value === 'function' ? (value as () => unknown)() : value)
    if (typeof settled === 'object' && settled !== null) return settled as Readonly<Record<string, unknown>>
  } catch (cause) {
    const hint = loaderHint(cause, path)
    throw new SlipwayError('SW-CONFIG', `${shown} cannot be loaded: ${describe(cause)}\nNothing was changed.`, {
      ...(hint !== undefined && { hint }),
      cause,
      details: { file: shown },
    })
  }
  throw new SlipwayError('SW-CONFIG', `${shown} exports no configuration. Nothing was changed.`, {
    hint: "export default { client: 'pg', connection: process.env.DATABASE_URL }",
    details: { file: shown },
  })
}

function describe(cause: unknown): string {
  const redact = redactor(secretsOf(process.env))
  if (!(cause instanceof Error)) return redact(String(cause))
  return redact(cause.name === 'Error' ? cause.message : `${cause.name}: ${cause.message}`)
}
