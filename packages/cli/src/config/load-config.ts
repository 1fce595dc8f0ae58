import { access } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { SlipwayConfig } from '@slipway/core'
import { withoutSecrets } from '../find-secret.ts'
import { checkConfig } from './check-config.ts'

/** A configuration and the folder that its relative paths start from. */
export interface LoadedConfig {
  readonly config: SlipwayConfig
  /** Absolute. */
  readonly folder: string
  /** For people: relative to where the command was started. */
  readonly file: string
}

/** Names looked for when `--config` is not given, in this order. */
export const configNames = [
  'slipway.config.ts',
  'slipway.config.mts',
  'slipway.config.js',
  'slipway.config.mjs',
] as const

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

/** The configuration file of a folder; `undefined` when there is none. */
export async function findConfig(folder: string): Promise<string | undefined> {
  for (const name of configNames) if (await exists(join(folder, name))) return join(folder, name)
  return undefined
}

async function locate(cwd: string, asked: string | undefined): Promise<string> {
  const { SlipwayError } = await import('@slipway/core')
  if (asked !== undefined) {
    const file = resolve(cwd, asked)
    if (await exists(file)) return file
    throw new SlipwayError('SW-CONFIG', `There is no file ${asked}. Nothing was changed.`, { details: { file: asked } })
  }
  const found = await findConfig(cwd)
  if (found !== undefined) return found
  for (let above = dirname(cwd); ; above = dirname(above)) {
    const file = await findConfig(above)
    if (file !== undefined) {
      throw new SlipwayError(
        'SW-CONFIG',
        'There is no slipway.config.ts in this folder, but there is one above it. Nothing was changed.',
        {
          hint: `slipway --config ${relative(cwd, file).replaceAll('\\', '/')} …`,
        },
      )
    }
    if (above === dirname(above)) break
  }
  throw new SlipwayError('SW-CONFIG', 'There is no slipway.config.ts in this folder. Nothing was changed.', {
    hint: 'slipway init    writes one\nslipway demo    shows Slipway without one',
  })
}

/** The line where Node.js stops understanding a file; it tells only whoever asks for a check. */
async function badLine(path: string): Promise<string | undefined> {
  const { execFile } = await import('node:child_process')
  const { promisify } = await import('node:util')
  const said = await promisify(execFile)(process.execPath, ['--check', path]).then(
    () => '',
    (error: { stderr?: string }) => error.stderr ?? '',
  )
  return /^\S.*:(\d+)\s*$/m.exec(said)?.[1]
}

interface Complaint {
  readonly code?: string
  readonly message?: string
  readonly stack?: string
  readonly name?: string
}

/** What Node.js says about a file it could not run, and the cure where one is known. */
async function explainImport(
  error: unknown,
  file: string,
  path: string,
): Promise<{ readonly message: string; readonly hint?: string }> {
  const known = error as Complaint
  const said = withoutSecrets(String(known.message ?? error).split('\n')[0] ?? '')
  const at = (line: string | undefined) => (line === undefined ? file : `${file}:${line}`)
  if (known.name === 'SyntaxError' || known.code?.includes('TYPESCRIPT_SYNTAX') === true) {
    return {
      message: `${at(await badLine(path))} cannot be parsed: ${said}.`,
      hint: 'Only TypeScript that Node.js can strip works here: no enums, no namespaces, no parameter properties.',
    }
  }
  const missing = /Cannot find package '([^']+)'/.exec(said)?.[1]
  if (missing !== undefined) {
    return {
      message: `${file} imports ${missing}, which is not installed.`,
      hint: `npm install --save-dev ${missing}\npnpm add -D ${missing}`,
    }
  }
  if (known.code === 'ERR_MODULE_NOT_FOUND') return { message: `${file} imports a file that is not there: ${said}` }
  const line = (known.stack ?? '').split(path)[1]?.match(/^:(\d+)/)?.[1]
  return { message: `${at(line)} threw while it was loaded: ${said}` }
}

/**
 * Loads a project's configuration with Node's own import, which strips types. Reads no `.env` file:
 * `node --env-file=.env` does, and says so on the command line.
 * @throws `SW-CONFIG`, naming the file and what cures it.
 */
export async function loadConfig(cwd: string, asked: string | undefined): Promise<LoadedConfig> {
  const { SlipwayError } = await import('@slipway/core')
  const path = await locate(cwd, asked)
  const file = relative(cwd, path).replaceAll('\\', '/')
  let module: { readonly default?: unknown }
  try {
    module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown }
  } catch (error) {
    if (error instanceof Error && error.name === 'SlipwayError') throw error
    const { message, hint } = await explainImport(error, file, path)
    throw new SlipwayError('SW-CONFIG', `${message} Nothing was changed.`, {
      ...(hint === undefined ? {} : { hint }),
      cause: error,
      details: { file },
    })
  }
  const problem = checkConfig(module.default)
  if (problem !== undefined) {
    throw new SlipwayError(problem.code, `${file}: ${problem.message} Nothing was changed.`, {
      hint: problem.hint,
      details: { file },
    })
  }
  return { config: module.default as SlipwayConfig, folder: dirname(path), file }
}
