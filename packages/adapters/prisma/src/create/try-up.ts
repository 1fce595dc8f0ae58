import type { Analysis, Dialect, Reverse, Session, Statement } from '@slipway/core/plugin'
import { send } from './stage.ts'

/** What running a migration's statements told. */
export interface Upward {
  /** How to undo what can be undone, from what was there before each statement. */
  readonly reverse: readonly string[]
  /** What it does to rows that no down undoes, one phrase each. */
  readonly lost: readonly string[]
  /** Why a statement has no derived reverse. */
  readonly unknown: readonly string[]
}

const readable = (id: string): string => id.replace(':', ' ')

function lossesOf({ verb, data, objects, opaque }: Analysis): readonly string[] {
  if (opaque) return [`what "${verb}" does to rows, which cannot be told`]
  return objects.flatMap(({ id, effect }) => {
    if (effect === 'drop' && /^(?:table|column):/.test(id)) return [`what was in ${readable(id)}`]
    if (effect !== 'write') return []
    if (data === 'adds') return [`rows added to ${readable(id)}, which stay`]
    return data === 'changes' || data === 'destroys' ? [`${verb} of rows of ${readable(id)}`] : []
  })
}

/** Runs statements one by one, without the transactions and locks that they ask for, and looks at the schema before each. */
export async function tryUp(
  session: Session,
  dialect: Dialect,
  id: string,
  statements: readonly Statement[],
): Promise<Upward> {
  const reverses: Reverse[] = []
  const lost: string[] = []
  const unknown: string[] = []
  for (const statement of statements) {
    const schema = await session.inspect()
    const analysis = dialect.analyze(statement, { server: session.server, schema, preceding: [] })
    if (analysis.control !== undefined || analysis.verb === 'lock table') continue
    const reverse = analysis.reverse.kind === 'at-apply' ? dialect.reverse(statement, schema) : analysis.reverse
    const line = statement.at === undefined ? '' : ` (line ${statement.at.line})`
    lost.push(...lossesOf(analysis).map((loss) => `${loss}${line}`))
    if (reverse.kind === 'impossible') unknown.push(`${analysis.verb}: ${reverse.reason}${line}`)
    reverses.push(reverse)
    await send(session, id, statement)
  }
  const written = reverses.map((reverse) => (reverse.kind === 'statements' ? reverse.statements : []))
  return { reverse: written.toReversed().flat(), lost, unknown }
}
