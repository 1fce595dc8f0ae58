import type { Reporter, SlipwayEvent } from '@slipway/core/plugin'
import { claim, each, within } from '../conformance/check.ts'
import { everyEvent } from './every-event.ts'
import { frozen, pluginCheck, type PluginCheck } from './plugin-check.ts'

/** A reporter of its own, and what it has told so far: what it wrote, sent or kept, as text. */
export interface OpenReporter {
  readonly reporter: Reporter
  told(): string
}

/** All that the tester needs of a reporter. */
export interface ReporterSubject {
  open(): OpenReporter
  /** Of some types of events: what must have been told after one. Of the others nothing is claimed. */
  readonly tells: Partial<Readonly<Record<SlipwayEvent['type'], string>>>
}

// Longer than anything that works. Milliseconds.
const limit = 10_000
const types = Object.keys(everyEvent) as (keyof typeof everyEvent)[]

/** What holds of every reporter. It is fed every event that there is. */
export function reporterChecks({ open, tells }: ReporterSubject): readonly PluginCheck[] {
  const take = (reporter: Reporter, event: SlipwayEvent): Promise<void> =>
    within(limit, event.type, (async () => reporter.report(frozen(structuredClone(event))))())
  return [
    pluginCheck('reporter', () => open().reporter),
    {
      id: 'reporter.every-event',
      title: 'it takes each event, alone and after the others, and changes none',
      async run() {
        await each(types, String, (type) => take(open().reporter, everyEvent[type]))
        const { reporter } = open()
        await each(types, String, (type) => take(reporter, everyEvent[type]))
      },
    },
    {
      id: 'reporter.tells',
      title: 'it tells what it is said to tell',
      async run() {
        const stated = Object.entries(tells) as [SlipwayEvent['type'], string][]
        claim(stated.length > 0, 'the subject says of no event what it tells')
        await each(
          stated,
          ([type]) => type,
          async ([type, text]) => {
            const { reporter, told } = open()
            claim(!told().includes(text), 'it tells that before anything has happened')
            await take(reporter, everyEvent[type])
            await within(limit, 'close', (async () => reporter.close?.())())
            claim(told().includes(text), `it does not tell ${JSON.stringify(text)}, but ${JSON.stringify(told())}`)
          },
        )
      },
    },
    {
      id: 'reporter.later-event',
      title: 'an event that a later version adds does not make it throw',
      async run() {
        const later = { type: 'of-a-later-version', what: 1 } as unknown as SlipwayEvent
        await take(open().reporter, later)
      },
    },
    {
      id: 'reporter.close',
      title: 'it closes, whether it was told anything or not',
      async run() {
        const { reporter } = open()
        await within(limit, 'close', (async () => reporter.close?.())())
        const busy = open().reporter
        for (const type of types) await take(busy, everyEvent[type])
        await within(limit, 'close', (async () => busy.close?.())())
      },
    },
  ]
}
