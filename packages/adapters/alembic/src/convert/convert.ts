import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SlipwayError, textChecksum } from '@slipway/core'
import type { AlembicOptions } from '../options.ts'
import type { RevisionGraph } from '../revisions/graph.ts'
import type { Revision } from '../revisions/revision.ts'
import type { Settings } from '../settings/read-settings.ts'
import { keep, kept, type CacheKey } from './cache.ts'
import type { Conversion, Half } from './conversion.ts'
import { findPython, inWords, runPython, type Answer, type PythonHalf } from './run-python.ts'
import { whyNot } from './why-not.ts'

/** Where revisions are converted. */
export interface ConvertContext {
  readonly cwd: string
  readonly dialect: string
  readonly settings: Settings
  readonly options: AlembicOptions
}

/**
 * The SQL of every revision that has any: what was kept of the same text, and for all others one process of Python.
 *
 * @throws SlipwayError `SW-CONFIG` where `env.py` keeps its heads in another table than the options say.
 */
export async function convert(graph: RevisionGraph, context: ConvertContext): Promise<ReadonlyMap<string, Conversion>> {
  const { cwd, dialect, settings, options } = context
  const environment = join(settings.scripts, 'env.py')
  const text = existsSync(environment) ? readFileSync(environment, 'utf8') : ''
  const keyOf = ({ id, checksum }: Revision): CacheKey => ({
    revision: id,
    dialect,
    checksum,
    environment: textChecksum(text),
  })
  const scratch = options.scratch?.url
  const found = new Map<string, Conversion>()
  for (const revision of graph.revisions.filter(hasCode)) {
    const before = kept(cwd, keyOf(revision))
    if (before !== undefined && !(scratch !== undefined && couldNow(before))) found.set(revision.id, before)
  }
  const wanted = graph.revisions.filter((revision) => hasCode(revision) && !found.has(revision.id))
  if (wanted.length === 0) return found
  const answer = options.python === false ? 'its SQL was not asked for' : await ask(graph, wanted, context)
  if (typeof answer !== 'string') refuseOtherTable(answer, context)
  for (const revision of wanted) {
    const conversion = conversionOf(revision, answer, scratch !== undefined)
    found.set(revision.id, conversion)
    if (typeof answer !== 'string') keep(cwd, keyOf(revision), conversion)
  }
  return found
}

function hasCode({ upgrade, downgrade }: Revision): boolean {
  return upgrade === 'code' || downgrade === 'code'
}

function couldNow({ up, down }: Conversion): boolean {
  return [up, down].some((half) => 'why' in half && !half.onScratch)
}

function ask(
  graph: RevisionGraph,
  wanted: readonly Revision[],
  { cwd, dialect, settings, options }: ConvertContext,
): Promise<Answer | string> {
  const config = settings.config === undefined ? undefined : join(cwd, settings.config)
  const toml = config?.endsWith('.toml') === true ? config : join(cwd, 'pyproject.toml')
  const python = typeof options.python === 'string' ? options.python : findPython([settings.root, cwd])
  return runPython(python, settings.root, {
    ini: config === undefined || config.endsWith('.toml') ? null : config,
    toml: existsSync(toml) ? toml : null,
    section: settings.section,
    scripts: settings.scripts,
    versions: settings.versions,
    dialect: dialect === 'postgres' ? 'postgresql' : 'mysql',
    revisions: wanted.map(({ id }) => id),
    order: graph.revisions.map(({ id }) => id),
    scratch: options.scratch?.url ?? null,
  })
}

function conversionOf({ id, upgrade, downgrade }: Revision, answer: Answer | string, onScratch: boolean): Conversion {
  const half = (body: Revision['upgrade'], told: PythonHalf | undefined): Half => {
    if (body !== 'code') return { statements: [] }
    if (typeof answer === 'string') return { why: answer, isAnswered: false, onScratch: false }
    if (told === undefined) return { why: 'Alembic does not find it', isAnswered: true, onScratch }
    if ('statements' in told) return { statements: told.statements }
    const { scratchError } = answer
    const why = scratchError
      ? `${whyNot(told, false)}; on the scratch database: ${inWords(scratchError)}`
      : whyNot(told, onScratch)
    return {
      why,
      isAnswered: true,
      onScratch: onScratch && !scratchError,
      ...(told.line !== null && { line: told.line }),
    }
  }
  const both = typeof answer === 'string' ? undefined : answer.revisions[id]
  return { up: half(upgrade, both?.upgrade), down: half(downgrade, both?.downgrade) }
}

function refuseOtherTable({ table }: Answer, { options, settings }: ConvertContext): void {
  const theirs = { table: table.table ?? 'alembic_version', schema: table.schema ?? undefined }
  const ours = { table: options.versionTable ?? 'alembic_version', schema: options.versionTableSchema }
  if (theirs.table === ours.table && theirs.schema === ours.schema) return
  const said = [
    ...(theirs.table === 'alembic_version' ? [] : [`versionTable: '${theirs.table}'`]),
    ...(theirs.schema === undefined ? [] : [`versionTableSchema: '${theirs.schema}'`]),
  ]
  throw new SlipwayError(
    'SW-CONFIG',
    `env.py keeps its heads in ${[theirs.schema, theirs.table].filter((part) => part !== undefined).join('.')}, and alembic() reads another table. Nothing was changed.`,
    {
      hint: `alembic({ ${said.join(', ')} })   in slipway.config.ts`,
      details: { table: theirs.table, schema: theirs.schema ?? null, config: settings.config ?? null },
    },
  )
}
