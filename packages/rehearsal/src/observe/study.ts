import type { Analysis, Migration, ObjectId, Schema, ServerFacts, Step, Workspace } from '@slipway/core'
import { tablesOf } from './related.ts'
import { touchedTables } from './touched-tables.ts'

/** A step with what the dialect says of it. */
export interface StudiedStep {
  readonly migration: Migration
  readonly step: Step
  readonly analysis?: Analysis
}

/** What some migrations do, as far as their texts tell, against the schema before them. */
export interface Study {
  readonly migrations: readonly Migration[]
  readonly up: readonly StudiedStep[]
  readonly down: readonly StudiedStep[]
  /** Tables, there before, whose rows may change. */
  readonly touched: readonly ObjectId[]
  /** Tables whose rows lose or change values, with whether their author accepts it. */
  readonly lossy: readonly { readonly table: ObjectId; readonly accepted: boolean; readonly by: StudiedStep }[]
  /** What the up does cannot be told from its text. */
  readonly opaque: boolean
}

/** Reads the texts of migrations that are judged together. */
export function study(
  { dialect }: Pick<Workspace, 'dialect'>,
  migrations: readonly Migration[],
  server: ServerFacts,
  schema: Schema,
): Study {
  const preceding: Analysis[] = []
  const read = (migration: Migration, step: Step): StudiedStep => {
    if (!('text' in step)) return { migration, step }
    const analysis = dialect.analyze(step, { server, schema, preceding })
    preceding.push(analysis)
    return { migration, step, analysis }
  }
  const up = migrations.flatMap((migration) => migration.up.map((step) => read(migration, step)))
  const down = migrations
    .toReversed()
    .flatMap((migration) => (migration.down ?? []).map((step) => read(migration, step)))
  const opaque = up.some(isOpaque)
  const touched = touchedTables(schema, analysesOf([...up, ...down]), opaque || down.some(isOpaque))
  return { migrations, up, down, touched, lossy: up.flatMap((step) => lossOf(step, schema)), opaque }
}

function isOpaque({ step, analysis }: StudiedStep): boolean {
  return step.kind === 'code' || step.kind === 'backfill' || analysis?.opaque === true
}

function analysesOf(steps: readonly StudiedStep[]): readonly Analysis[] {
  return steps.flatMap(({ analysis }) => analysis ?? [])
}

function lossOf(studied: StudiedStep, schema: Schema): Study['lossy'] {
  const { analysis, step, migration } = studied
  if (!analysis) return []
  const has = (code: string): boolean => analysis.hazards.some((hazard) => hazard.code === code)
  const destroys = has('SW-DATA-LOSS') || analysis.data === 'destroys'
  if (!destroys && !has('SW-DATA-CHANGE')) return []
  const allowed = [...migration.allow, ...(step.kind === 'statement' ? (step.allow ?? []) : [])]
  const accepted = !destroys || allowed.some(({ code }) => code === 'SW-DATA-LOSS')
  const tables = new Set(analysis.objects.flatMap(({ id }) => tablesOf(schema, id)))
  return [...tables].map((table) => ({ table, accepted, by: studied }))
}
