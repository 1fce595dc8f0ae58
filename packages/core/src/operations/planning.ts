import type { Migration } from '../contract/migration.ts'
import type { Schema } from '../contract/schema.ts'
import type { Plan } from '../contract/plan.ts'
import { judge, type RunAllowance } from '../plan/hazards.ts'
import { pendingMigrations } from '../plan/pending.ts'
import type { PlanInput } from '../plan/plan-input.ts'
import { planUp } from '../plan/plan-up.ts'
import { dataHazards } from '../plan/data-hazards.ts'
import { observeCode } from '../plan/observe-code.ts'
import { identify, type Reading } from './reading.ts'
import type { PlanResult } from './results.ts'
import { statusOf } from './status.ts'
import type { Workspace } from '../config/workspace.ts'

/** A plan, and the schema that it was made or checked on. */
export interface Planned {
  readonly plan: Plan
  readonly schema: Schema
}

/** Makes a plan of what is pending. */
export async function planPending(workspace: Workspace, found: Reading, to?: string): Promise<Plan> {
  return (await planUpwards(workspace, found, pendingMigrations(found.migrations, found.history, to))).plan
}

/** Makes a plan of some migrations, with what was observed of the objects it touches. */
export async function planUpwards(
  workspace: Workspace,
  found: Reading,
  pending: readonly Migration[],
): Promise<Planned> {
  if (pending.length > 0) await workspace.dialect.load?.()
  // Reading a schema takes long, and a plan of nothing says nothing of it.
  const schema = pending.length > 0 ? await found.session.inspect() : { dialect: workspace.dialect.name, objects: {} }
  const input = await planInput(workspace, found, schema)
  return { plan: await observed(workspace, found, planUp(input, pending), schema), schema }
}

/** What planning needs besides the migrations to plan. */
export async function planInput(workspace: Workspace, found: Reading, schema: Schema): Promise<PlanInput> {
  return {
    migrations: found.migrations,
    history: found.history,
    dialect: workspace.dialect,
    server: found.session.server,
    schema,
    target: await identify(workspace, found.session),
    timeouts: workspace.timeouts,
    runners: new Set(workspace.runners.keys()),
    ignore: workspace.ignore,
  }
}

/**
 * Adds what code would send, the sizes of touched tables and what the data tell: under neither hash, so they may come last,
 * and are found out again whenever a plan is to be judged.
 */
export async function observed(
  workspace: Workspace,
  { session }: Pick<Reading, 'session'>,
  plan: Plan,
  schema: Schema,
): Promise<Plan> {
  const { adapters, dialect, environment, recorded } = workspace
  const { server } = session
  const { cwd } = environment
  if (plan.content.units.length > 0) await dialect.load?.()
  const found = await observeCode(plan, { adapters, dialect, schema, server, recorded, cwd })
  const existing = Object.entries(plan.base.objects).flatMap(([id, fingerprint]) => (fingerprint === null ? [] : [id]))
  const objects = [...new Set([...existing, ...found.objects])]
  const stats = objects.length === 0 ? {} : await session.stats(objects)
  const rows = Object.fromEntries(Object.entries(stats).map(([id, stat]) => [id, stat.rows]))
  const bytes = Object.fromEntries(Object.entries(stats).map(([id, stat]) => [id, stat.bytes]))
  const { hazards: _hazards, code: _code, ...rest } = plan.observed
  const hazards = [...found.hazards, ...(await dataHazards(session, plan))]
  return {
    ...plan,
    observed: {
      ...rest,
      rows,
      bytes,
      ...(hazards.length > 0 && { hazards }),
      ...(Object.keys(found.code).length > 0 && { code: found.code }),
    },
  }
}

/** A plan as `slipway plan` answers it. */
export function planResult(found: Reading, plan: Plan, allow: readonly RunAllowance[] = []): PlanResult {
  const applied = [...found.history.migrations.values()].filter((migration) => migration.applied).length
  const bridges = new Set(found.links.map(({ bridge }) => bridge.name))
  const again = plan.content.migrations.flatMap(({ id }) => {
    const past = found.history.migrations.get(id)
    return past?.via !== undefined && !past.applied && bridges.has(past.via) ? [{ id, by: past.via }] : []
  })
  const { direction, migrations } = plan.content
  const pending = direction === 'up' ? migrations.length : statusOf(found).counts.pending
  return { where: found.where, plan, applied, pending, ...judge(plan, allow), ...(again.length > 0 && { again }) }
}
