import type { Dialect, Result, Session } from '@slipway/core/plugin'
import { claim } from '../check.ts'
import type { Specimens } from '../specimens.ts'
import type { FreshTarget } from '../subject.ts'
import { calm } from '../values.ts'
import type { Place } from './bench.ts'

/** What a place is made of. */
export interface PlaceParts {
  readonly target: FreshTarget
  readonly dialect: Dialect
  readonly specimens: Specimens
  readonly session: Session
  /** A name that was not given before. */
  nextName(): string
  finally(work: () => Promise<unknown>): void
}

/** A database with what cases do in it. */
export function openPlace({ target, dialect, specimens, session, nextName, finally: atEnd }: PlaceParts): Place {
  const { driver } = target
  const place: Place = {
    target,
    driver,
    session,
    rival() {
      claim(target.secondDriver !== undefined, 'there is no second driver')
      return target.secondDriver
    },
    async connect(by = driver) {
      const opened = await by.connect()
      atEnd(() => opened.close())
      return opened
    },
    async run(...texts) {
      let last: Result = { rows: [] }
      for (const text of texts) last = await session.execute({ text })
      return last
    },
    async counter(rows) {
      const name = nextName()
      await place.run(...specimens.counter(name, rows))
      return name
    },
    async total(name, by = session) {
      const { rows } = await by.execute({ text: specimens.total(name) })
      claim(rows.length === 1, `the total of ${name} has ${rows.length} rows`)
      return Number(rows[0]?.['total'])
    },
    analyze: async (text) => dialect.analyze({ text }, { server: session.server, preceding: [] }),
    async carryOut(by, text, entries = []) {
      const { transaction } = await place.analyze(text)
      if (transaction === 'outside') {
        await by.execute({ text }, { timeouts: calm })
        return
      }
      await by.transaction((open) => open.execute({ text }), { timeouts: calm, entries })
    },
  }
  return place
}
