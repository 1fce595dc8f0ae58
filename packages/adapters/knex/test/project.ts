import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))
const modules = fileURLToPath(new URL('../node_modules', import.meta.url))

/** Files by their paths. */
export type Files = Readonly<Record<string, string>>

/** A knex project in a folder of its own. */
export interface TestProject {
  readonly cwd: string
  write(files: Files): void
  /** Runs steps one after the other in one process of their own; one outcome for each. */
  run(
    steps: readonly Readonly<Record<string, unknown>>[],
    more?: { readonly url?: string; readonly options?: object; readonly env?: Readonly<Record<string, string>> },
  ): Promise<readonly unknown[]>
  /** Runs the real knex on the same project. */
  knex(command: 'latest' | 'rollback' | 'list', env: Readonly<Record<string, string>>): Promise<unknown>
}

/** Writes a project that sees this package's knex. */
export function project(files: Files): TestProject {
  const cwd = mkdtempSync(join(tmpdir(), 'slipway-knex-'))
  mkdirSync(join(cwd, 'node_modules'))
  for (const name of ['knex', 'pg', 'mysql2']) symlinkSync(join(modules, name), join(cwd, 'node_modules', name))
  const write = (more: Files): void => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true })
      writeFileSync(join(cwd, path), text)
    }
  }
  write(files)
  const node = async (script: string, argument: string, env?: Readonly<Record<string, string>>): Promise<unknown> => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=slipway-dev', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', fixture(script), argument],
      { cwd, env: { ...process.env, NODE_ENV: '', ...env }, maxBuffer: 1e8 },
    )
    return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as unknown
  }
  return {
    cwd,
    write,
    run: async (steps, { url, options, env } = {}) =>
      (await node('run-project.ts', JSON.stringify({ url, options, steps }), env)) as readonly unknown[],
    knex: (command, env) => node('run-knex.ts', command, env),
  }
}
