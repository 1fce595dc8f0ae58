import { SlipwayError, whereOf, type Workspace } from '@slipway/core'
import { makeAgenda } from './agenda.ts'
import { judgeEach, judgeTogether, type Judged } from './judge-migrations.ts'
import { refuseWider } from './refuse-wider.ts'
import type { ProofFailure, RehearsalReport, RehearseOptions } from './report.ts'
import { arrive } from './scratch/arrive.ts'
import { chooseServer } from './scratch/choose-server.ts'
import { openStage, type Stage } from './scratch/open-stage.ts'
import { readSeeds } from './seeds.ts'

/**
 * Proves on a scratch database that migrations can be rolled back: up, tests, down, compare, up again, compare; each by
 * itself, and then all together. The scratch is dropped whatever happens, unless it is kept.
 *
 * A migration that does not return by itself is a failure even when the whole batch returns: whoever rolls it back alone
 * would be left with the difference. The failure then says `returnsTogether`; fragments that make no sense one by one are
 * judged with `batch: true`, and their proof counts only where they are applied together.
 *
 * Throws `SW-PROTECTED`, `SW-SCOPE`, `SW-CONFIG` and, when the state before cannot be reached, `SW-PROOF-FAILED`.
 */
export async function rehearse(target: Workspace, options: RehearseOptions = {}): Promise<RehearsalReport> {
  const { monotonic } = target.environment
  const began = monotonic()
  const server = chooseServer(target, options)
  await target.dialect.load?.()
  const agenda = await makeAgenda(target, options.migrations)
  const seeds = await readSeeds(target)
  const { replay, sequence } = agenda
  let open: Stage | undefined
  const startOver = async (count: number): Promise<Stage> => {
    const old = open
    open = undefined
    await old?.end()
    const stage = await openStage(target, server)
    open = stage
    if (options.test) requireUrl(stage)
    refuseWider(agenda, seeds, stage.workspace.dialect, stage.session.server)
    await arrive(stage, agenda, seeds, count)
    return stage
  }
  let keep = false
  try {
    const rehearsal = { sequence, startOver, ...(options.test && { test: options.test }) }
    const stage = await startOver(0)
    const whole = sequence.length > 0 && sequence.every(({ tested }) => tested)
    const each = options.batch && whole ? undefined : await judgeEach(rehearsal, stage)
    const together =
      whole && !each?.skipped.length && (sequence.length > 1 || !each)
        ? await judgeTogether(rehearsal, each ?? { stage })
        : undefined
    const judged = [each, together].filter((one) => one !== undefined)
    const last = await settled(judged.at(-1), stage, options.keep === true, () => startOver(sequence.length))
    keep = options.keep === true && isReachable(last)
    return {
      where: { ...whereOf(last.workspace, last.session), target: target.target },
      scratch: last.scratch.name,
      replayed: replay.length + sequence.filter(({ tested }) => !tested).length,
      proofs: judged.flatMap(({ proofs }) => proofs),
      failures: withNeighbors(each, together),
      skipped: each?.skipped ?? [],
      milliseconds: Math.round(monotonic() - began),
      ...(keep && { url: last.scratch.url }),
    }
  } finally {
    await (open as Stage | undefined)?.end(keep)
  }
}

/** A database in this process's memory is nowhere that another program could reach. */
function isReachable({ scratch }: Stage): boolean {
  return !scratch.url.startsWith('memory:')
}

function requireUrl(stage: Stage): void {
  if (isReachable(stage)) return
  throw new SlipwayError(
    'SW-UNSUPPORTED',
    'The tests cannot reach a scratch database that lives in the memory of this process. Nothing was run.',
    {
      hint: 'Rehearse on a server, in slipway.config.ts:\n  rehearse: { driver: postgres({ url: process.env.REHEARSE_URL }) }',
    },
  )
}

/** A scratch that is kept is handed over fully migrated, as far as the ups go. */
async function settled(
  last: Judged | undefined,
  first: Stage,
  keep: boolean,
  startOver: () => Promise<Stage>,
): Promise<Stage> {
  if (!last) return first
  return keep && last.state === 'dirty' ? startOver() : last.stage
}

/** Says of what does not return alone that it does with its neighbors. */
function withNeighbors(each: Judged | undefined, together: Judged | undefined): readonly ProofFailure[] {
  const returns = together?.proofs.some((proof) => proof.class !== 'none') === true
  const alone = (each?.failures ?? []).map((failure) =>
    returns && !failure.of.startsWith('test-') ? { ...failure, returnsTogether: true as const } : failure,
  )
  return [...alone, ...(together?.failures ?? [])]
}
