import type { Session } from '@slipway/core/plugin'
import { command } from './command.ts'

/** Which of some collections are there. Inside a transaction the server does not answer this. */
export async function existing(session: Session, names: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await session.execute(
    command({ listCollections: 1, filter: { name: { $in: names } }, nameOnly: true, authorizedCollections: true }),
  )
  return new Set(rows.map(({ name }) => String(name)))
}
