import { SlipwayError } from '../errors/slipway-error.ts'
import { count } from '../errors/count.ts'
import { few } from '../errors/few.ts'
import { foldReleases } from '../release/release-record.ts'
import { adoptionOf, type Adoption } from './adoption.ts'
import { deploy } from './deploy.ts'
import { reading, readAll, type Reading } from './reading.ts'
import { statusOf } from './status.ts'
import type { Workspace } from '../config/workspace.ts'

/** What leaving came to. */
export interface Left extends Adoption {
  /** Migrations whose rows the framework's table got. */
  readonly written: readonly string[]
  /** False where other projects keep their history in the same storage. */
  readonly whole: boolean
}

/**
 * What leaving would do. Writes nothing.
 * @throws what {@link leave} throws.
 */
export async function leaving(workspace: Workspace): Promise<Adoption> {
  return reading(workspace, async (found) => {
    refuse(workspace, found)
    const proposal = await adoptionOf(workspace, found)
    refuseLoss(proposal)
    return proposal
  })
}

/**
 * Writes everything back to the framework's own table, then removes all that Slipway keeps in the database.
 * @throws `SW-UNSUPPORTED` without a framework to leave to; `SW-PARTIAL`, `SW-UNKNOWN`, `SW-GATE` while something is halfway;
 *   `SW-HISTORY-CONFLICT` where only a person can decide.
 */
export async function leave(workspace: Workspace): Promise<Left> {
  const before = await leaving(workspace)
  const written = before.tables.flatMap(({ lacking }) => lacking)
  await deploy(workspace, async (locked) => refuse(workspace, locked), { makesTables: true })
  const { project, driver, environment, timeouts, signal } = workspace
  // Without the framework's lock, whose being freed is journalled: nothing of the framework's is written any more.
  return driver.lease({ project, owner: environment.who, timeouts, signal }, async (lease) => {
    const found = await readAll(workspace, lease.session)
    refuse(workspace, found)
    const { conflicts: late, owed } = found.foreign
    // A lock that is still taken is known to be ours by the journal alone.
    if (late.length + owed.length + found.journalled.locks.size > 0) throw disagreed()
    const last = await adoptionOf(workspace, found)
    refuseLoss(last)
    const { whole } = (await driver.forget?.(lease, project)) ?? { whole: false }
    return { ...last, written, whole }
  })
}

function refuse(workspace: Workspace, found: Reading): void {
  if (!workspace.adapters.some(({ bridge }) => bridge) || !workspace.driver.forget) throw nowhere(workspace)
  const { counts, runs, migrations } = statusOf(found)
  const named = (state: string): string => migrations.flatMap((one) => (one.state === state ? [one.id] : [])).join(', ')
  if (counts.unknown > 0) {
    throw halfway('SW-UNKNOWN', `Nobody knows yet whether a statement of ${named('unknown')} took effect.`)
  }
  if (counts.partial > 0) throw halfway('SW-PARTIAL', `${named('partial')} is partly applied.`)
  const open = [...foldReleases(found.journalled.entries).values()].filter(({ status }) => status === 'open')
  if (open.length > 0) {
    const names = open.map(({ name }) => name).join(', ')
    throw new SlipwayError('SW-RELEASE-OPEN', `Release ${names} is not at its end. Nothing was changed.`, {
      hint: open.map(({ name }) => `slipway doctor --release ${name}`).join('\n'),
    })
  }
  const waiting = runs.find(({ status }) => status === 'waiting')
  if (waiting) {
    throw new SlipwayError(
      'SW-GATE',
      `Batch ${waiting.batch} waits at gate ${waiting.gate ?? ''} (${count(waiting.migrations.length, 'migration')}). Nothing was changed.`,
      { hint: 'Go on with it, or undo it, before leaving:\n  slipway resume\n  slipway rollback' },
    )
  }
}

/** What no framework lists would be forgotten, and somebody would run it again. */
function refuseLoss({ unlisted }: Pick<Adoption, 'unlisted'>): void {
  const [first] = unlisted
  if (first === undefined) return
  throw new SlipwayError(
    'SW-HISTORY-CONFLICT',
    `${count(unlisted.length, 'migration')} applied as far as the journal goes, and in no framework's table: ${few(unlisted)}. Leaving would forget that. Nothing was changed.`,
    {
      hint: `Another project's history in the same database needs a name of its own (project, in slipway.config.ts). One that is none of anybody's:\n  slipway repair --forget ${first} --why "..."`,
      details: { migrations: unlisted },
    },
  )
}

function halfway(code: 'SW-PARTIAL' | 'SW-UNKNOWN', message: string): SlipwayError {
  return new SlipwayError(code, `${message} The framework could not say so. Nothing was changed.`, {
    hint: 'Finish it, or undo what took effect, before leaving:\n  slipway doctor\n  slipway resume\n  slipway rollback',
  })
}

function nowhere({ adapters, driver }: Workspace): SlipwayError {
  const names = adapters.map(({ name }) => name).join(', ')
  const why = driver.forget
    ? `No framework's own history table belongs to ${names}, so nothing would remember what is applied.`
    : `The driver ${driver.name} cannot remove what it keeps.`
  return new SlipwayError('SW-UNSUPPORTED', `${why} Nothing was changed.`, {
    hint: 'Keep the history as a file, if that is what you need:\n  slipway history --json --out history.json',
    details: { adapters: adapters.map(({ name }) => name) },
  })
}

function disagreed(): SlipwayError {
  return new SlipwayError(
    'SW-HISTORY-CONFLICT',
    'Somebody worked here between the writing back and the leaving, or a lock was not freed. The rows are written; nothing was removed.',
    { hint: 'See what they did, then run the same again:\n  slipway status\n  slipway leave' },
  )
}
