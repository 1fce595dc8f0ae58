import type { Session } from '@slipway/core/plugin'
import type { Bench } from './bench/bench.ts'
import { openPlace } from './bench/open-place.ts'
import { within } from './check.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { metNeeds, reasons, type Need } from './needs.ts'
import type { CaseResult, Report } from './report.ts'
import type { FreshTarget, Subject } from './subject.ts'

/** Ends what hangs; nothing that works comes near it. Milliseconds. */
const deadline = 120_000

/** A run over one subject: cases share a database until one fails. */
export interface Run {
  readonly server: string
  readonly met: ReadonlySet<Need>
  readonly specimens: Report['specimens']
  play(one: ConformanceCase): Promise<CaseResult>
  close(): Promise<void>
}

interface Base {
  readonly target: FreshTarget
  readonly session: Session
}

async function openBase(subject: Subject): Promise<Base> {
  const target = await subject.fresh()
  return { target, session: await target.driver.connect() }
}

async function closeBase({ target, session }: Base): Promise<void> {
  await within(10_000, 'closing a session', session.close()).catch(() => undefined)
  await target.drop()
}

/** Runs what cases left to be done, the last first; answers the first error. */
async function unwind(endings: (() => Promise<unknown>)[]): Promise<unknown> {
  let first: unknown
  for (const ending of endings.toReversed()) {
    try {
      await within(30_000, 'cleaning up', ending())
    } catch (error) {
      first ??= error
    }
  }
  return first
}

/** Opens a subject's first database and looks at what it can be asked. `planned` are the cases that will be played. */
export async function openRun(subject: Subject, planned: readonly ConformanceCase[]): Promise<Run> {
  let base = await openBase(subject)
  const dialect = await base.target.driver.dialect()
  const specimens = subject.specimens(dialect)
  const met = metNeeds(subject, base, specimens)
  const { server } = base.session
  let names = 0
  const nextName = (): string => `c_${(names += 1)}`

  function benchFor(one: ConformanceCase, { target, session }: Base, endings: (() => Promise<unknown>)[]): Bench {
    const common = { dialect, specimens, nextName, finally: (work: () => Promise<unknown>) => void endings.push(work) }
    return {
      ...openPlace({ target, session, ...common }),
      subject,
      dialect,
      specimens,
      project: one.id,
      finally: common.finally,
      async fresh() {
        const own = await openBase(subject)
        endings.push(() => closeBase(own))
        return openPlace({ ...own, ...common })
      },
    }
  }

  async function judge(one: ConformanceCase, own?: Base): Promise<CaseResult> {
    const began = performance.now()
    const result = (outcome: CaseResult['outcome'], reason?: string): CaseResult => ({
      id: one.id,
      group: one.group,
      title: one.title,
      outcome,
      ...(reason === undefined ? {} : { reason }),
      milliseconds: Math.round(performance.now() - began),
    })
    const missing = one.needs.filter((need) => !met.has(need))
    if (missing.length > 0) return result('not-applicable', missing.map((need) => reasons[need]).join('; '))
    const endings: (() => Promise<unknown>)[] = []
    let failure: unknown
    try {
      await within(deadline, one.id, one.run(benchFor(one, own ?? base, endings)))
    } catch (error) {
      failure = error ?? new Error('it threw nothing')
    }
    const left = await unwind(endings)
    failure ??= left
    if (failure === undefined) return result('passed')
    if (own === undefined) {
      // What it left behind must not be held against the next one.
      await closeBase(base).catch(() => undefined)
      base = await openBase(subject)
    }
    return result('failed', failure instanceof Error ? failure.message : String(failure))
  }

  const waiting = new Map<ConformanceCase, Promise<CaseResult>>()

  async function alone(one: ConformanceCase): Promise<CaseResult> {
    if (one.needs.some((need) => !met.has(need))) return judge(one)
    const own = await openBase(subject)
    const result = await judge(one, own)
    await closeBase(own).catch(() => undefined)
    return result
  }

  /** The first one starts all that wait. */
  function besideOthers(one: ConformanceCase): Promise<CaseResult> {
    for (const other of new Set([one, ...planned.filter(({ waits }) => waits === true)])) {
      if (!waiting.has(other)) waiting.set(other, alone(other))
    }
    return waiting.get(one) ?? alone(one)
  }

  return {
    server: `${server.flavor} ${server.version}`,
    met,
    specimens: Object.fromEntries(
      specimens.ddl.map(({ id, text, reversal }) => {
        const { transaction, recovery } = dialect.analyze({ text }, { server, preceding: [] })
        return [id, { transaction, recovery, reversal }]
      }),
    ),
    play: (one) => (one.waits === true ? besideOthers(one) : judge(one)),
    async close() {
      await Promise.allSettled(waiting.values())
      await closeBase(base)
    },
  }
}
