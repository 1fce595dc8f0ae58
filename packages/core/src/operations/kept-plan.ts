import type { Session } from '../contract/driver.ts'
import type { Plan, PlanContent } from '../contract/plan.ts'
import type { RunHistory } from '../history/history.ts'
import type { Workspace } from '../config/workspace.ts'
import { kept, type Kept } from './kept.ts'

/** Migrations in one piece of a plan, where no piece has more than its share of the units. */
const TOGETHER = 500

/** A plan by its hash, with at least as many migrations as it has: a run as the journal tells of it, or the plan's own. */
export type KeptPlanOf = Pick<RunHistory, 'plan'> & { readonly migrations: readonly unknown[] }

/** The plan of a run, kept beside the journal. */
export interface KeptPlan {
  read(): Promise<Plan | undefined>
  /** Keeps a plan, in place of another one that the run had before. */
  write(plan: Plan, before?: KeptPlanOf): Promise<void>
  clear(plan: KeptPlanOf): Promise<void>
}

type Piece = Pick<PlanContent, 'migrations' | 'units'>

/** Stands in the place of a plan that is kept in pieces: what these do not hold. */
interface Head {
  readonly pieces: number
  readonly plan: Plan
}

/**
 * The plan that a run was begun with. Kept until the run ends. One of many migrations is kept in pieces: as a single text it
 * takes more memory than all the rest, and more than some servers take at once. The pieces are written before what refers to
 * them, under the plan's own hash, so that a plan that is found is whole.
 */
export function keptPlan(workspace: Workspace, session: Session, run: string): KeptPlan {
  const head = kept<Plan | Head>(workspace, session, `plan:${run}`)
  const piece = (hash: string, index: number): Kept<Piece> => kept(workspace, session, `plan:${run}:${hash}:${index}`)
  const clearPieces = async ({ plan, migrations }: KeptPlanOf): Promise<void> => {
    for (let index = 0; index < countOf(migrations); index += 1) await piece(plan, index).clear()
  }
  return {
    async read() {
      const found = await head.read()
      if (!found || !('pieces' in found)) return found
      const { plan, pieces } = found
      const read: Piece[] = []
      for (let index = 0; index < pieces; index += 1) {
        const next = await piece(plan.hash, index).read()
        if (!next) return undefined
        read.push(next)
      }
      const migrations = read.flatMap((each) => each.migrations)
      return withContent(plan, { migrations, units: read.flatMap((each) => each.units) })
    },
    async write(plan, before) {
      const pieces = countOf(plan.content.migrations)
      for (let index = 0; index < pieces; index += 1) await piece(plan.hash, index).write(pieceOf(plan, index, pieces))
      await head.write(pieces === 0 ? plan : { pieces, plan: withContent(plan, { migrations: [], units: [] }) })
      if (before) await clearPieces(before)
    },
    async clear(plan) {
      await head.clear()
      await clearPieces(plan)
    },
  }
}

/** How many pieces there are of a plan of these migrations, or were of a shorter one; 0: it is kept as it is. */
function countOf(migrations: readonly unknown[]): number {
  return migrations.length > TOGETHER ? Math.ceil(migrations.length / TOGETHER) : 0
}

function pieceOf({ content: { migrations, units } }: Plan, index: number, pieces: number): Piece {
  const share = Math.ceil(units.length / pieces)
  return {
    migrations: migrations.slice(index * TOGETHER, (index + 1) * TOGETHER),
    units: units.slice(index * share, (index + 1) * share),
  }
}

function withContent(plan: Plan, piece: Piece): Plan {
  return { ...plan, content: { ...plan.content, ...piece } }
}
