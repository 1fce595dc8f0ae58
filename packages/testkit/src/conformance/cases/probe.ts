import assert from 'node:assert/strict'
import { compareSchemas } from '@slipway/core'
import type { Definitions, Probe } from '@slipway/core/plugin'
import { startChild } from '../child/start-child.ts'
import type { Bench, Place } from '../bench/bench.ts'
import type { ConformanceCase } from '../conformance-case.ts'
import { claim, each, until, within } from '../check.ts'
import type { DdlSpecimen, Making } from '../specimens.ts'
import { calm } from '../values.ts'

const group = 'probe'

const needs = ['probed'] as const

const probedOf = ({ specimens }: Bench): readonly DdlSpecimen[] =>
  specimens.ddl.filter(({ recovery }) => recovery === 'probed')

/** What an intent keeps of a statement, and what is asked when it was interrupted. */
async function look({ dialect }: Bench, { session }: Place, text: string, before: Definitions): Promise<Probe> {
  const now = await session.definitions(Object.keys(before))
  // Through JSON and back, as an intent goes through the journal.
  return dialect.probe({ text }, JSON.parse(JSON.stringify(before)) as Definitions, now)
}

async function keep({ dialect }: Bench, { session }: Place, text: string): Promise<Definitions> {
  return session.definitions(dialect.probed({ text }))
}

async function make({ run }: Place, makings: readonly Making[]): Promise<void> {
  for (const making of makings) {
    if (typeof making === 'string') await run(making)
    else {
      const failed = await run(making.fails).then(
        () => false,
        () => true,
      )
      claim(failed, `it did not fail: ${making.fails}`)
    }
  }
}

/** What the statement leads to where nothing disturbs it, in a database of its own. */
async function undisturbed({ fresh }: Bench, { before, text }: DdlSpecimen): Promise<Place> {
  const place = await fresh()
  await place.run(...before, text)
  return place
}

/** Does what recovery would do after a verdict; answers whether the statement's effect must be whole now. */
async function follow({ run }: Place, { text }: DdlSpecimen, { outcome, remedy }: Probe): Promise<void> {
  if (outcome === 'absent') await run(text)
  if (outcome !== 'partial') return
  claim(remedy !== undefined, 'it is partial and names no remedy')
  for (const statement of remedy.statements) await run(statement)
  if (remedy.then === 'rerun') await run(text)
}

/** Statements whose outcome the catalog tells. */
export const probeCases: readonly ConformanceCase[] = [
  {
    id: 'probe.claimed',
    group,
    title: 'whatever is said to be probed has cases; anything else is unknowable, atomic or repeatable',
    needs: [],
    async run(bench) {
      const { specimens, analyze, dialect } = bench
      const proved = new Set(probedOf(bench).map(({ verb }) => verb))
      const texts = [...specimens.ddl.map(({ text }) => text), ...specimens.analyze.map(({ text }) => text)]
      await each(
        texts,
        (text) => text,
        async (text) => {
          const { verb, recovery, transaction } = await analyze(text)
          if (recovery !== 'probed') return
          claim(proved.has(verb), `${verb} is said to be probed, and there is no case for it`)
          claim(transaction === 'outside', 'what is probed shares no transaction')
          claim(dialect.probed({ text }).length > 0, 'it names no object to look at')
        },
      )
      for (const { id, partial } of probedOf(bench))
        claim(partial !== undefined, `${id} says nothing of being half done`)
    },
  },
  {
    id: 'probe.before',
    group,
    title: 'before it ran, each is absent',
    needs,
    async run(bench) {
      const place = await bench.fresh()
      await each(
        probedOf(bench),
        ({ id }) => id,
        async ({ before, text }) => {
          await place.run(...before)
          const kept = await keep(bench, place, text)
          const { outcome, reason } = await look(bench, place, text, kept)
          claim(outcome === 'absent', `it is ${outcome}: ${reason}`)
        },
      )
    },
  },
  {
    id: 'probe.after',
    group,
    title: 'after it ran, each has landed',
    needs,
    async run(bench) {
      const place = await bench.fresh()
      await each(
        probedOf(bench),
        ({ id }) => id,
        async ({ before, text }) => {
          await place.run(...before)
          const kept = await keep(bench, place, text)
          await place.run(text)
          const { outcome, reason } = await look(bench, place, text, kept)
          claim(outcome === 'landed', `it is ${outcome}: ${reason}`)
        },
      )
    },
  },
  {
    id: 'probe.elsewhere',
    group,
    title: 'a change of something else is not taken for it',
    needs,
    async run(bench) {
      const place = await bench.fresh()
      await each(
        probedOf(bench),
        ({ id }) => id,
        async ({ before, text }) => {
          await place.run(...before)
          const kept = await keep(bench, place, text)
          await place.counter(1)
          const { outcome, reason } = await look(bench, place, text, kept)
          claim(outcome === 'absent', `it is ${outcome}: ${reason}`)
        },
      )
    },
  },
  {
    id: 'probe.partial',
    group,
    title: 'half done it is partial, and its remedy leads to where an undisturbed one does; or it is unknown as stated',
    needs,
    async run(bench) {
      const place = await bench.fresh()
      const whole = await bench.fresh()
      await each(
        probedOf(bench),
        ({ id }) => id,
        async (specimen) => {
          const { before, text, partial } = specimen
          if (partial === undefined || 'impossible' in partial) return
          await place.run(...before)
          const kept = await keep(bench, place, text)
          await make(place, partial.make)
          const verdict = await look(bench, place, text, kept)
          claim(verdict.outcome === partial.outcome, `it is ${verdict.outcome}: ${verdict.reason}`)
          await whole.run(...before, text)
          if (verdict.outcome !== 'partial') return
          await follow(place, specimen, verdict)
          const { changes } = specimen
          assert.deepEqual(await place.session.definitions(changes), await whole.session.definitions(changes))
        },
      )
    },
  },
  {
    id: 'probe.running',
    group,
    title: 'while one runs, its session is alive and what it waits for is named; when it is through, it has landed',
    needs: ['probed', 'held'],
    async run(bench) {
      const place = await bench.fresh()
      const held = probedOf(bench).filter((specimen) => specimen.held !== undefined)
      await each(
        held,
        ({ id }) => id,
        async ({ before, text, held: holding }) => {
          await place.run(...before)
          const kept = await keep(bench, place, text)
          const [worker, holder] = [await bench.connect(place.driver), await bench.connect(place.rival())]
          const { identity } = worker
          claim(identity !== undefined, 'a session has no identity')
          let running: Promise<unknown> = Promise.resolve()
          await holder.transaction(
            async (open) => {
              await open.execute({ text: holding ?? '' })
              running = worker.execute({ text }, { timeouts: calm })
              running.catch(() => undefined)
              await until('a statement that waits', async () => {
                const blockers = await place.driver.blockers(place.session, identity)
                return blockers.some(({ id }) => id === holder.identity?.id)
              })
              const peer = await place.driver.alive(place.session, identity)
              claim(peer?.id === identity.id, 'a session is said to be gone while its statement waits')
            },
            { timeouts: calm },
          )
          await within(60_000, 'a statement that waited', running)
          const { outcome, reason } = await look(bench, place, text, kept)
          claim(outcome === 'landed', `it is ${outcome}: ${reason}`)
        },
      )
    },
  },
  {
    id: 'probe.killed',
    group,
    title:
      'its client killed while one runs: once its session is gone the verdict is true, and recovery leads to the end',
    needs: ['probed', 'held', 'process'],
    async run(bench) {
      const held = probedOf(bench).find((specimen) => specimen.held !== undefined)!
      const place = await bench.fresh()
      const whole = await undisturbed(bench, held)
      await place.run(...held.before)
      const was = await place.session.inspect()
      const kept = await keep(bench, place, held.text)
      const holder = await bench.connect(place.rival())
      let gone: () => Promise<boolean> = async () => true
      await holder.transaction(
        async (open) => {
          await open.execute({ text: held.held ?? '' })
          const child = await startChild(bench, place, { kind: 'execute', text: held.text })
          const { identity } = await child.says('reached')
          claim(identity !== undefined, 'a session has no identity')
          gone = async () => (await place.driver.alive(place.session, identity)) === undefined
          await until(
            'a statement that waits',
            async () => (await place.driver.blockers(place.session, identity)).length > 0,
          )
          await child.signal('SIGKILL')
        },
        { timeouts: calm },
      )
      await until('the end of a session whose client was killed', gone)
      const verdict = await look(bench, place, held.text, kept)
      const is = await place.session.inspect()
      const end = await whole.session.inspect()
      claim(verdict.outcome !== 'unknown', `nobody can tell: ${verdict.reason}`)
      if (verdict.outcome === 'landed') assert.deepEqual(compareSchemas(end, is), [])
      if (verdict.outcome === 'absent') assert.deepEqual(compareSchemas(was, is), [])
      await follow(place, held, verdict)
      assert.deepEqual(compareSchemas(end, await place.session.inspect()), [])
    },
  },
]
