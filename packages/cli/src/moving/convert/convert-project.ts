import {
  type Adapter,
  type FoundProject,
  type Migration,
  type NewFile,
  order,
  SlipwayError,
  type WrittenCall,
} from '@slipway/core'
import { convertModules } from './convert-modules.ts'
import { notConverted } from './not-converted.ts'
import { numberMigrations } from './number-migrations.ts'
import { differsWhenRead } from './reads-the-same.ts'
import { oneLine } from './script-lines.ts'
import { freeSlug } from './slug.ts'
import type { Target } from './targets/target.ts'
import { targets } from './targets/targets.ts'
import { withoutCode, type ConvertParts } from './without-code.ts'
import type { Converted, Written } from './written.ts'

export type { ConvertParts } from './without-code.ts'

/** Where to, and how files are to be named. */
export interface ConvertOptions {
  /** Relative to the project, with forward slashes. */
  readonly folder: string
  /** The tool whose files are written. Default: `flyway`; of a MongoDB project `migrate-mongo`. */
  readonly to?: string
}

/** A project as files of another tool. Nothing is written yet. */
export interface Conversion {
  readonly files: readonly NewFile[]
  /** In their order. */
  readonly migrations: readonly { readonly from: string; readonly to: string }[]
  /** What could not be brought along, whole or in part. The files are there all the same. */
  readonly refused: readonly { readonly id: string; readonly why: string }[]
  /** The adapter that reads the files. */
  readonly call: WrittenCall
}

/**
 * Converts a framework's project to files of another tool: the same statements in the same order, with what is known of them
 * as comments. Files of code become what they send, as far as their adapter can tell without the target's database.
 *
 * @throws SW-USAGE for a tool that is not known or does not know the database.
 */
export async function convertProject(
  found: Pick<FoundProject, 'adapter'>,
  parts: ConvertParts,
  options: ConvertOptions,
): Promise<Conversion> {
  const { adapter } = found
  await parts.dialect.load?.()
  const migrations = order(await adapter.load({ cwd: parts.cwd, dialect: parts.dialect }))
  if (parts.dialect.name === 'mongodb') return convertModules(migrations, parts, options)
  const target = targetOf(options.to, parts.dialect.name)
  const { converted, refused } = await convertAll(migrations, adapter, parts, target)
  const written = writtenFor(converted, target)
  const files = written.flatMap((one) => target.filesOf(one))
  const folder = options.folder.replace(/\/+$/, '')
  return {
    files: [...files, ...(target.besides?.(parts.dialect.name) ?? [])].map(({ path, content }) => ({
      path: folder === '' ? path : `${folder}/${path}`,
      content,
    })),
    migrations: converted.map(({ source }, index) => ({ from: source.id, to: target.idOf(written[index] as Written) })),
    refused,
    call: target.callFor(folder),
  }
}

function targetOf(to: string | undefined, dialect: string): Target {
  const target = to === undefined ? targets[0] : targets.find(({ name }) => name === to)
  if (target?.dialects.includes(dialect)) return target
  const able = targets.filter(({ dialects }) => dialects.includes(dialect))
  throw new SlipwayError(
    'SW-USAGE',
    target === undefined
      ? `There is no way to write files of "${to}". Nothing was written.`
      : `${target.name} does not work with ${dialect}. Nothing was written.`,
    { hint: able.map(({ name }) => `--to ${name}`).join('\n') },
  )
}

async function convertAll(
  migrations: readonly Migration[],
  adapter: Adapter,
  parts: ConvertParts,
  target: Target,
): Promise<{ readonly converted: readonly Converted[]; readonly refused: Conversion['refused'] }> {
  const converted: Converted[] = []
  const refused: { id: string; why: string }[] = []
  const refuse = (source: Migration, why: string): void => {
    refused.push({ id: source.id, why })
    converted.push(notConverted(source, why, parts.dialect.name))
  }
  for (const migration of migrations) {
    const one = await withoutCode(migration, adapter, parts)
    if ('why' in one) {
      refuse(migration, one.why)
      continue
    }
    const differs = differsWhenRead(one.up, 'up', parts.dialect)
    if (differs !== undefined) {
      refuse(migration, differs)
      continue
    }
    const kept = withReadableDown(one, parts)
    const once = migration.repeatable && !target.repeatables
    const notes = once ? [...kept.notes, `${target.name} knows no repeatable migrations: it runs once.`] : kept.notes
    refused.push(...notes.map((why) => ({ id: migration.id, why })))
    converted.push({ ...kept, notes })
  }
  return { converted, refused }
}

function withReadableDown(one: Converted, { dialect }: ConvertParts): Converted {
  const differs = one.down ? differsWhenRead(one.down, 'down', dialect) : undefined
  if (differs === undefined) return one
  return { ...one, down: undefined, notes: [...one.notes, `Its way back was not converted: ${differs}`] }
}

function writtenFor(converted: readonly Converted[], target: Target): readonly Written[] {
  const isRepeated = ({ source }: Converted): boolean => source.repeatable && target.repeatables
  const numbered = converted.filter((one) => !isRepeated(one))
  const versions = numberMigrations(
    numbered.map(({ source }) => source),
    target,
  )
  const taken = new Set<string>()
  const ids = new Map<string, string>()
  return converted.map((one) => {
    const version = isRepeated(one) ? undefined : versions[numbered.indexOf(one)]
    const slug = freeSlug(one.source.title, version === undefined ? taken : new Set())
    if (version === undefined) taken.add(slug)
    const written = writtenOf(one, version, slug, ids)
    ids.set(one.source.id, target.idOf(written))
    return written
  })
}

function writtenOf(
  { source, up, down, irreversible, notes }: Converted,
  version: string | undefined,
  slug: string,
  ids: ReadonlyMap<string, string>,
): Written {
  const { reason, tags, requires, after, phase, transaction, allow } = source
  const list = (name: string, values: readonly string[]): Written['fields'] =>
    values.length === 0 ? [] : [[name, values.join(', ')]]
  const said = down === null ? (irreversible ?? 'stated by its author') : undefined
  return {
    version,
    slug,
    fields: [
      ...(reason === undefined ? [] : [['reason', oneLine(reason)] as const]),
      ...list('tags', tags),
      ...list('requires', requires),
      // What is not among the files is applied or nowhere.
      ...list(
        'after',
        after.flatMap((id) => ids.get(id) ?? []),
      ),
      ...(phase === undefined ? [] : [['phase', phase] as const]),
      ...(transaction === 'auto' ? [] : [['transaction', transaction] as const]),
    ],
    notes,
    allow,
    irreversible: said,
    transaction,
    up,
    down: down ?? undefined,
  }
}
