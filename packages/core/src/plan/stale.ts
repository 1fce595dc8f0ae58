import type { Migration } from '../contract/migration.ts'
import type { ServerFacts } from '../contract/dialect.ts'
import type { Plan, TargetIdentity } from '../contract/plan.ts'
import type { Schema } from '../contract/schema.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { History } from '../history/history.ts'
import { fingerprint, schemaFingerprint } from './base.ts'
import { matchesAny } from './match.ts'

/** Throws `SW-PLAN-TARGET` when a plan was made for another database. */
export function checkTarget(plan: Plan, target: TargetIdentity): void {
  const wanted = plan.base.target
  if (
    wanted.dialect === target.dialect &&
    wanted.server === target.server &&
    wanted.database === target.database &&
    wanted.project === target.project
  )
    return
  throw new SlipwayError(
    'SW-PLAN-TARGET',
    `The plan was made for ${name(wanted)}; this is ${name(target)}. Nothing was changed.`,
    {
      hint: 'Name the target that the plan was made for, or make the plan again:\n  slipway plan --out plan.json',
      details: { wanted: { ...wanted }, found: { ...target } },
    },
  )
}

/** Throws `SW-PLAN-STALE` when a planned migration's file is another one by now. */
export function checkFiles(plan: Plan, migrations: readonly Migration[]): void {
  const files = new Map(migrations.map((migration) => [migration.id, migration]))
  for (const { id, record } of plan.content.migrations) {
    const file = files.get(id)
    if (file?.checksum === record.checksum) continue
    throw new SlipwayError(
      'SW-PLAN-STALE',
      `${record.file} ${file ? 'was edited' : 'is gone'} since the plan was made. Nothing was changed.`,
      {
        hint: 'Make the plan again:\n  slipway plan --out plan.json',
        details: { migration: id, file: record.file },
      },
    )
  }
}

/** Throws `SW-PLAN-STALE` when what a plan relies on no longer holds. A run's own entries never make it stale. */
export function checkBase(
  plan: Plan,
  history: History,
  found: { readonly schema: Schema; readonly server: ServerFacts },
  ignore: readonly string[],
): void {
  const { schema, server } = found
  const reasons: string[] = []
  const planned = new Set(plan.content.migrations.map((migration) => migration.id))
  const up = plan.content.direction === 'up'
  const reliedOn = new Set(plan.base.applied.map(({ id }) => id))
  for (const { id, checksum } of plan.base.applied) {
    const past = history.migrations.get(id)
    if (planned.has(id) && !up) continue
    if (!past?.applied) reasons.push(`${id} was applied and is no longer`)
    else if (past.record?.checksum !== checksum) reasons.push(`${id} was applied again with another text`)
  }
  for (const id of planned) {
    const past = history.migrations.get(id)
    const relied = reliedOn.has(id)
    if (up && past?.applied && !relied) reasons.push(`${id} is applied by now`)
    if (!up && !past?.applied && relied) reasons.push(`${id} is rolled back by now`)
  }
  for (const [id, expected] of Object.entries(plan.base.objects)) {
    if (matchesAny(ignore, id)) continue
    const now = fingerprint(schema, id)
    if (now !== expected)
      reasons.push(now === null ? `${id} is gone` : expected === null ? `${id} exists by now` : `${id} changed`)
  }
  for (const name of Object.keys(plan.base.capabilities ?? {})) {
    if (server.capabilities?.[name] === 'no') reasons.push(`the server no longer has ${name}`)
  }
  if (plan.base.schema !== undefined && plan.base.schema !== schemaFingerprint(schema, ignore))
    reasons.push('the schema changed, and a step whose effect cannot be told relies on all of it')
  if (reasons.length === 0) return
  throw new SlipwayError(
    'SW-PLAN-STALE',
    `The plan no longer fits: ${reasons.slice(0, 5).join('; ')}${reasons.length > 5 ? `; and ${reasons.length - 5} more` : ''}. Nothing was changed.`,
    {
      hint: 'Make it again:\n  slipway plan --out plan.json',
      details: { reasons },
    },
  )
}

function name(target: TargetIdentity): string {
  return `database "${target.database}" on server ${target.server} (project "${target.project}")`
}
