import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sql } from '@slipway/adapter-sql'
import type { Adapter, Bridge, FindContext, FoundProject, ProjectFinder } from '@slipway/core/plugin'
import { legacyBridge } from './legacy-bridge.ts'

/** What `legacy.config.mjs` exports: a url for each environment. */
interface LegacyConfig {
  readonly environments: Readonly<Record<string, { readonly url?: string }>>
}

/** The adapter, with the connections that the framework's own configuration holds. */
export interface LegacyAdapter extends Adapter {
  connection(environment: string): { readonly url?: string }
}

/** An adapter as somebody else would write one, for {@link legacyBridge}'s framework. */
export async function legacy({ config }: { readonly config: string }): Promise<LegacyAdapter> {
  const { environments } = await loadConfig(process.cwd(), config)
  return { ...adapter(), connection: (environment) => environments[environment] ?? {} }
}

function adapter(): Adapter {
  const { create: _, ...files } = sql({ locations: 'db/legacy' })
  return { ...files, name: 'legacy', bridge: { ...legacyBridge, ...named } }
}

const named: Pick<Bridge, 'table' | 'lock'> = {
  table: 'public.legacy_history',
  ...(legacyBridge.lock && {
    lock: {
      ...legacyBridge.lock,
      async taken({ session }) {
        const { rows: there } = await session.execute({
          text: "SELECT to_regclass('legacy_lock') IS NOT NULL AS there",
        })
        if (there[0]?.['there'] !== true) return false
        return (await session.execute({ text: 'SELECT locked FROM legacy_lock' })).rows[0]?.['locked'] === true
      },
    },
  }),
}

async function loadConfig(folder: string, file: string): Promise<LegacyConfig> {
  const module = (await import(pathToFileURL(join(folder, file)).href)) as { readonly default: LegacyConfig }
  return module.default
}

const file = 'legacy.config.mjs'

/** Finds such a project. */
export const legacyProject: ProjectFinder = {
  kind: 'project-finder',
  name: 'legacy',
  contract: 1,
  find,
}

async function find({ cwd }: FindContext): Promise<FoundProject | undefined> {
  const text = await readFile(join(cwd, file), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const { environments } = await loadConfig(cwd, file)
  return {
    title: 'legacy 3.2.0',
    configuration: file,
    loaded: [file],
    tested: false,
    adapter: adapter(),
    call: { package: 'slipway-adapter-legacy', factory: 'legacy', source: `{ config: './${file}' }`, awaited: true },
    targets: Object.entries(environments).map(([name, options]) => ({
      name,
      driver: {
        package: '@slipway/driver-postgres',
        factory: 'postgres',
        options: { ...options },
        source: `project.connection('${name}')`,
      },
    })),
    files: '4 in db/legacy',
    notices: ['1 has an empty down: V1__t1.sql (no rollback until written)'],
    dayOne: ['legacy runs all pending in one transaction; Slipway runs one for each.'],
  }
}
