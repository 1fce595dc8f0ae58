import type { Analysis, Dialect, Reverse, Session, Statement } from '@slipway/core/plugin'
import { send } from './stage.ts'

/** What running a migration's statements told. */
export interface Upward {
  /** How to undo what can be undone, from what was there before each statement. */
  readonly reverse: readonly string[]
  /** What no down undoes, one phrase each. */
  readonly lost: readonly string[]
}

const readable = (id: string): string => id.replace(':', ' ')

function lossesOf({ verb, data, objects }: Analysis, reverse: Reverse): readonly string[] {
  const losses = objects.flatMap(({ id, effect }) => {
    if (effect === 'drop' && /^(?:table|column):/.test(id)) return [`what was in ${readable(id)}`]
    if (effect !== 'write') return []
    if (data === 'adds') return [`rows added to ${readable(id)}, which stay`]
    return data === 'changes' || data === 'destroys' ? [`${verb} of rows of ${readable(id)}`] : []
  })
  return losses.length === 0 && reverse.kind === 'impossible' ? [`${verb}: ${reverse.reason}`] : losses
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
  for (const statement of statements) {
    const schema = await session.inspect()
    const analysis = dialect.analyze(statement, { server: session.server, schema, preceding: [] })
    if (analysis.control !== undefined || analysis.verb === 'lock table') continue
    const reverse = analysis.reverse.kind === 'at-apply' ? dialect.reverse(statement, schema) : analysis.reverse
    const line = statement.at === undefined ? '' : ` (line ${statement.at.line})`
    lost.push(...lossesOf(analysis, reverse).map((loss) => `${loss}${line}`))
    reverses.push(reverse)
    await send(session, id, statement)
  }
  const written = reverses.map((reverse) => (reverse.kind === 'statements' ? reverse.statements : []))
  return { reverse: written.toReversed().flat(), lost }
}
