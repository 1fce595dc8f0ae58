import { readFileSync } from 'node:fs'
import { readAllowance, readComment } from '@slipway/core/adapter'
import type { Allowance, CodeStep, Dialect, LoadContext, Location, Migration, Step } from '@slipway/core/plugin'
import { convert } from './convert/convert.ts'
import type { Conversion, Half, Sent } from './convert/conversion.ts'
import type { AlembicOptions } from './options.ts'
import type { RevisionGraph } from './revisions/graph.ts'
import { readRevisions } from './revisions/read-revisions.ts'
import type { Body, Revision } from './revisions/revision.ts'
import { readSettings } from './settings/read-settings.ts'

/** Reads every revision of a project, each after what it rests on. */
export async function load({ cwd, dialect }: LoadContext, options: AlembicOptions): Promise<readonly Migration[]> {
  const settings = readSettings(cwd, options)
  const graph = await readRevisions(cwd, settings)
  const conversions = await convert(graph, { cwd, dialect: dialect.name, settings, options })
  return graph.revisions.map((revision) => migrationOf(revision, graph, conversions.get(revision.id), dialect, options))
}

function migrationOf(
  revision: Revision,
  graph: RevisionGraph,
  conversion: Conversion | undefined,
  dialect: Dialect,
  options: AlembicOptions,
): Migration {
  const { id, title, labels, checksum, location } = revision
  const steps = (half: Half | undefined, direction: 'upgrade' | 'downgrade'): readonly Step[] => {
    if (half === undefined) return []
    if ('statements' in half) return stepsOf(half.statements, revision, dialect)
    return [refused(revision, direction, half, options)]
  }
  const up = steps(conversion?.up, 'upgrade')
  const down = downOf(revision.downgrade, up, () => steps(conversion?.down, 'downgrade'))
  return {
    id,
    title,
    after: graph.parents(id),
    up,
    down,
    repeatable: false,
    tags: labels,
    requires: [],
    transaction: options.transaction ?? 'auto',
    allow: allowances(revision),
    checksum,
    location,
  }
}

/** An empty downgrade of a revision that does something was never written; one that raises says that there is no way back. */
function downOf(body: Body, up: readonly Step[], steps: () => readonly Step[]): Migration['down'] {
  if (body === 'raises') return null
  if (body === 'code') return steps()
  return up.length === 0 ? [] : undefined
}

function stepsOf(sent: readonly Sent[], { location }: Revision, dialect: Dialect): readonly Step[] {
  return bordered(sent).flatMap(({ text, line }) => {
    const at: Location = { file: location.file, line: line ?? location.line }
    return dialect
      .split(text, location.file)
      .map((statement): Step => ({ kind: 'statement', text: statement.text, at }))
  })
}

const isBorder = (text: string): boolean => /^(?:begin|commit)$/i.test(text)

/** Alembic opens the first transaction and commits the last one without a word of it in the revision. */
function bordered(sent: readonly Sent[]): readonly Sent[] {
  if (!sent.some(({ text }) => isBorder(text))) return sent
  const pieces: { readonly isInside: boolean; readonly sent: Sent[] }[] = [{ isInside: true, sent: [] }]
  for (const each of sent) {
    if (isBorder(each.text)) pieces.push({ isInside: /^begin$/i.test(each.text), sent: [] })
    else pieces.at(-1)?.sent.push(each)
  }
  const border = (text: string): Sent => ({ text, line: null })
  return pieces
    .filter((piece) => piece.sent.length > 0)
    .flatMap((piece) => (piece.isInside ? [border('BEGIN'), ...piece.sent, border('COMMIT')] : piece.sent))
}

function refused(
  { id, checksum, location }: Revision,
  direction: 'upgrade' | 'downgrade',
  { why, line, isAnswered, onScratch }: Extract<Half, { why: string }>,
  options: AlembicOptions,
): CodeStep {
  const target = direction === 'upgrade' ? id : `${id}-1`
  const ways = [
    `alembic ${direction} ${target}   runs it; Slipway sees what Alembic's table says then`,
    ...(isAnswered ? ['rm -r .slipway/alembic   tries again'] : [namePython]),
    ...(isAnswered && !onScratch ? [nameScratch] : []),
  ]
  return {
    kind: 'code',
    ref: { adapter: options.name ?? 'alembic', module: location.file, export: direction, checksum },
    refused: { why: `${direction}() of revision ${id} cannot be planned: ${why}`, hint: ways.join('\n') },
    at: { file: location.file, line: line ?? location.line },
  }
}

const namePython =
  "alembic({ python: '.venv/bin/python' })   names a Python that has Alembic and the project's own packages"
const nameScratch =
  'alembic({ scratch: { url: process.env.SCRATCH_URL } })   names an empty database, on which revisions that read only the catalog are recorded'

function allowances({ path, location }: Revision): readonly Allowance[] {
  const lines = readFileSync(path, 'utf8').split(/\r\n?|\n/)
  return lines.flatMap((text, index) => {
    const at = { file: location.file, line: index + 1 }
    const [, comment = ''] = /^\s*#\s*(slipway:.*)$/.exec(text) ?? []
    const marked = comment === '' ? undefined : readComment(comment, at)
    return marked?.kind === 'directive' && marked.name === 'allow' ? [readAllowance(marked.value, at)] : []
  })
}
