import {
  loadMigrations,
  order,
  reading,
  SlipwayError,
  states,
  type History,
  type Migration,
  type Workspace,
} from '@slipway/core'

/** What a rehearsal does, in order. */
export interface Agenda {
  /** Brings the scratch to the state before the first migration under test. */
  readonly replay: readonly Migration[]
  /** From the first migration under test on. Some between may only have to be applied. */
  readonly sequence: readonly { readonly migration: Migration; readonly tested: boolean }[]
  /** The history's beginning was not run from files: seeds stand for everything up to this migration. */
  readonly baseline?: { readonly through: string | undefined }
}

/**
 * Decides what to replay and what to judge. Pending migrations are asked of the target; named ones are taken in the order
 * of the files, and a target that cannot be reached is then no hindrance. Throws `SW-USAGE` for an unknown id, and
 * `SW-CONFIG` when the history begins with something that no file can rebuild and no seed stands for it.
 */
export async function makeAgenda(workspace: Workspace, ids: readonly string[] | undefined): Promise<Agenda> {
  const found = await ask(workspace, ids !== undefined)
  const migrations = found?.migrations ?? order(await loadMigrations(workspace))
  const baseline = found && beginning(workspace, migrations, found.history)
  const under = new Set(ids ?? pendingIds(migrations, found?.history))
  refuseUnknown(under, migrations)
  const first = migrations.findIndex(({ id }) => under.has(id))
  const last = migrations.findLastIndex(({ id }) => under.has(id))
  const replay = ids ? migrations.slice(0, Math.max(first, 0)) : migrations.filter(({ id }) => !under.has(id))
  const sequence = (ids ? migrations.slice(first, last + 1) : migrations.filter(({ id }) => under.has(id))).map(
    (migration) => ({ migration, tested: under.has(migration.id) }),
  )
  return { replay, sequence: first === -1 ? [] : sequence, ...(baseline && { baseline }) }
}

interface Asked {
  readonly migrations: readonly Migration[]
  readonly history: History
}

async function ask(workspace: Workspace, optional: boolean): Promise<Asked | undefined> {
  try {
    return await reading(workspace, async ({ migrations, history }) => ({ migrations, history }))
  } catch (error) {
    const unreachable = error instanceof SlipwayError && error.code.startsWith('SW-CONNECT')
    if (optional && unreachable) return undefined
    throw error
  }
}

function pendingIds(migrations: readonly Migration[], history: History | undefined): readonly string[] {
  if (!history) return migrations.map(({ id }) => id)
  return states(migrations, history).flatMap(({ id, state }) =>
    state === 'applied' || state === 'edited' || state === 'missing' ? [] : [id],
  )
}

function refuseUnknown(ids: ReadonlySet<string>, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map(({ id }) => id))
  const unknown = [...ids].filter((id) => !known.has(id))
  if (unknown.length === 0) return
  throw new SlipwayError('SW-USAGE', `There is no migration "${unknown.join('", "')}". Nothing was changed.`, {
    hint: 'See their ids:\n  slipway status',
    details: { unknown },
  })
}

/** Migrations that were stated to be applied, or whose files are gone, cannot be replayed; seeds must stand for them. */
function beginning(workspace: Workspace, migrations: readonly Migration[], history: History): Agenda['baseline'] {
  const files = new Set(migrations.map(({ id }) => id))
  const past = [...history.migrations.values()].filter(({ applied }) => applied)
  const cannot = past.filter(({ id, via }) => via === 'baseline' || !files.has(id))
  if (cannot.length === 0) return undefined
  if ((workspace.rehearse.seed ?? []).length === 0) {
    const names = cannot.map(({ id, via }) => `${id} (${via === 'baseline' ? 'baseline' : 'its file is gone'})`)
    throw new SlipwayError(
      'SW-CONFIG',
      `The state before cannot be rebuilt from files: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}. Nothing was changed.`,
      {
        hint: 'Give a dump of the schema at that point (with some rows, if a rehearsal is to compare any), in slipway.config.ts:\n  rehearse: { seed: ["seed/schema.sql"] }\nor bring the files back, or undo what has none:\n  slipway rollback --missing',
        details: { migrations: cannot.map(({ id }) => id) },
      },
    )
  }
  const end = Math.max(...cannot.map(({ seq }) => seq ?? 0))
  const covered = new Set(past.flatMap(({ id, seq }) => ((seq ?? 0) <= end ? [id] : [])))
  return { through: migrations.findLast(({ id }) => covered.has(id))?.id }
}
