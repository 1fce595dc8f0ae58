import { basename, dirname, resolve } from 'node:path'
import { SlipwayError } from '@slipway/core'
import { loaderHint } from '@slipway/core/adapter'
import type { CodeRef, LoadContext, TransactionMode } from '@slipway/core/plugin'
import { importModule } from '../files/import-module.ts'
import { readMigration, transactionOf } from '../files/read-migration.ts'
import type { KnexInstance } from '../project/knex-module.ts'
import type { MigrationSettings, SourceItem } from '../project/settings.ts'

/** One function of a migration, loaded and not run. */
export interface LoadedMigration {
  /** The migration's name, as in `knex_migrations`. */
  readonly id: string
  /** As people know the file, or the source. */
  readonly shown: string
  /** Absolute path of the file; of the knexfile for a custom source. */
  readonly path: string
  /** What knex's hooks are told of it. */
  readonly item: SourceItem
  /** How it was planned to meet transactions, told from its text. */
  readonly mode: TransactionMode
  /** `config.transaction`, where it is stated. */
  readonly transaction: boolean | undefined
  readonly run: (db: KnexInstance) => unknown
}

/**
 * Loads the function that a code step names. Throws `SW-EDITED` where the file is not the one that was planned,
 * `SW-CODE-FAILED` with the loader's own error where it cannot be loaded. Copies of different names share no state.
 */
export async function loadMigration(
  ref: CodeRef,
  { cwd }: Pick<LoadContext, 'cwd'>,
  settings: MigrationSettings,
  copy = '',
): Promise<LoadedMigration> {
  const found =
    settings.migrationSource === undefined ? await fromFile(ref, cwd, settings, copy) : await fromSource(ref, settings)
  const whole = found.exported['default']
  const nested = (typeof whole === 'object' && whole !== null ? whole : {}) as Readonly<Record<string, unknown>>
  const owner = typeof found.exported[ref.export] === 'function' ? found.exported : nested
  const body = owner[ref.export]
  if (typeof body !== 'function') {
    throw new SlipwayError(
      'SW-CODE-FAILED',
      `${ref.module} exports no function ${ref.export}. It was loaded, not run.`,
      { hint: `export async function ${ref.export}(knex) { … }`, details: { file: ref.module } },
    )
  }
  const config = (owner['config'] ?? nested['config']) as { readonly transaction?: unknown } | undefined
  return {
    ...found,
    shown: ref.module,
    transaction: typeof config?.transaction === 'boolean' ? config.transaction : undefined,
    run: (db) => (body as (knex: KnexInstance) => unknown).call(owner, db),
  }
}

interface Found extends Pick<LoadedMigration, 'id' | 'path' | 'item' | 'mode'> {
  readonly exported: Readonly<Record<string, unknown>>
}

async function fromFile(ref: CodeRef, cwd: string, settings: MigrationSettings, copy: string): Promise<Found> {
  const path = resolve(cwd, ref.module)
  const directory = dirname(path)
  const file = basename(path)
  const { checksum, transaction } = readMigration({ name: file, path }, settings, cwd)
  if (checksum !== ref.checksum) {
    throw new SlipwayError('SW-EDITED', `${ref.module} was edited since it was planned. Nothing was changed by it.`, {
      hint: 'Plan again:\n  slipway plan',
      details: { file: ref.module },
    })
  }
  const loading = importModule(path, `${ref.checksum.slice(0, 12)}${copy}`)
  return { id: file, path, item: { file, directory }, mode: transaction, exported: await told(loading, ref, path) }
}

async function fromSource(ref: CodeRef, settings: MigrationSettings): Promise<Found> {
  const { migrationSource: source, loadExtensions, knexfile } = settings
  const id = ref.module.slice(ref.module.indexOf('#') + 1)
  const items = (await source?.getMigrations(loadExtensions)) ?? []
  const item = items.find((candidate) => source?.getMigrationName(candidate) === id)
  if (source === undefined || item === undefined) {
    throw new SlipwayError(
      'SW-MISSING',
      `The migrationSource of the knexfile no longer names ${id}. Nothing was run.`,
      {
        hint: 'Plan again:\n  slipway plan',
      },
    )
  }
  const loading = Promise.resolve(source.getMigration(item)) as Promise<Readonly<Record<string, unknown>>>
  const mode = transactionOf(undefined, undefined, settings)
  return { id, path: knexfile, item, mode, exported: await told(loading, ref, knexfile) }
}

async function told<T>(loading: Promise<T>, ref: CodeRef, path: string): Promise<T> {
  try {
    return await loading
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    const hint = loaderHint(cause, path)
    throw new SlipwayError('SW-CODE-FAILED', `${ref.module} cannot be loaded: ${message}\nNothing was changed.`, {
      ...(hint !== undefined && { hint }),
      cause,
      details: { file: ref.module },
    })
  }
}
