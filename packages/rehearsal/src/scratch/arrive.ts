import { baseline, SlipwayError, type Statement } from '@slipway/core'
import type { Agenda } from '../agenda.ts'
import { runSeeds } from '../seeds.ts'
import { applyVisible } from './apply-visible.ts'
import type { Stage } from './open-stage.ts'

/**
 * Brings a fresh stage to the state before a migration under test: replays what comes before, runs the seeds, and applies
 * the first `count` migrations of the sequence. Where the history does not begin with files, the seeds come first and stand
 * for what they replace. Throws `SW-PROOF-FAILED` when the replay fails.
 */
export async function arrive(
  stage: Stage,
  { replay, sequence, baseline: start }: Agenda,
  seeds: readonly Statement[],
  count: number,
): Promise<void> {
  const { workspace, visible } = stage
  for (const { id } of replay) visible.add(id)
  if (start) {
    await runSeeds(stage, seeds)
    if (start.through !== undefined)
      await baseline(workspace, { through: start.through, why: 'the seeds hold what it made' })
  }
  try {
    if (replay.length > 0) await applyVisible(workspace)
  } catch (error) {
    if (!(error instanceof SlipwayError) || workspace.signal.aborted) throw error
    throw new SlipwayError(
      'SW-PROOF-FAILED',
      `What was applied before cannot be replayed on an empty database: ${error.message}`,
      {
        hint: 'Extensions that a role of its own may not create are named in slipway.config.ts:\n  rehearse: { extensions: ["postgis"] }\nWhere the files alone do not make the schema, give a dump of it and state how far it goes:\n  rehearse: { seed: ["seed/schema.sql"] }\n  slipway baseline --through <id> --why "made before Slipway"',
        cause: error,
        details: error.details,
      },
    )
  }
  if (!start) await runSeeds(stage, seeds)
  if (count === 0) return
  for (const { migration } of sequence.slice(0, count)) visible.add(migration.id)
  await applyVisible(workspace)
}
