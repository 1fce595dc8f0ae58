import assert from 'node:assert/strict'
import { commitBy, hashValue, type ErrorCode } from '@slipway/core'
import type { Driver, Json, PlannedStep, Row, Session, Step, StepContext, StepRunner } from '@slipway/core/plugin'
import { claim, each, refusal } from '../conformance/check.ts'
import { calm } from '../conformance/values.ts'
import { pluginCheck, type PluginCheck } from './plugin-check.ts'

/** A step, what must be there first, and what is there afterwards. */
export interface StepCase {
  readonly name: string
  readonly before: readonly string[]
  readonly step: Step
  /** Shows what came of it. */
  readonly query: string
  readonly rows: readonly Row[]
}

/** A step that must be refused, with nothing changed. */
export interface RefusedStep extends StepCase {
  readonly code: ErrorCode
}

/** All that the tester needs of a step runner. */
export interface StepRunnerSubject {
  runner(): StepRunner
  /** An empty database on a real server, or an embedded one. */
  fresh(): Promise<{ readonly driver: Driver; drop(): Promise<void> }>
  readonly cases: readonly StepCase[]
  readonly refused: readonly RefusedStep[]
  /** Claims that a run that was ended between two of its statements is gone on with by running it again. */
  readonly resumable: boolean
}

const marker = 'V1 up 0.0'

interface Stage {
  readonly driver: Driver
  readonly session: Session
  /** What was sent by the runner. */
  readonly sent: string[]
  readonly progress: (readonly [done: number, total: number | undefined])[]
  readonly rows: (query: string) => Promise<readonly Row[]>
}

async function onStage(
  subject: StepRunnerSubject,
  one: StepCase,
  work: (stage: Stage) => Promise<void>,
): Promise<void> {
  const { driver, drop } = await subject.fresh()
  try {
    const session = await driver.connect()
    try {
      for (const text of one.before) await session.execute({ text })
      const rows = async (text: string) => (await session.execute({ text })).rows
      await work({ driver, session, sent: [], progress: [], rows })
    } finally {
      await session.close()
    }
  } finally {
    await drop()
  }
}

// The session is real; what goes through it is noted on the way.
function noted(session: Session, sent: string[], after: () => void): Session {
  const transaction: Session['transaction'] = (work, options) =>
    session.transaction((inner, append) => work(noted(inner, sent, after), append), options)
  return {
    ...session,
    async execute(statement, options) {
      sent.push(statement.text)
      const result = await session.execute(statement, options)
      after()
      return result
    },
    transaction,
    commit: commitBy(transaction),
    pipelines: false,
  }
}

async function contextFor(
  stage: Stage,
  { step }: StepCase,
  session: Session,
  ending: AbortController,
  endAfter = Infinity,
): Promise<StepContext> {
  const dialect = await stage.driver.dialect()
  const after = (): void => {
    if (stage.sent.length >= endAfter) ending.abort(new Error('ended by the tester'))
  }
  const planned: PlannedStep = {
    runner: step.kind,
    step,
    ...('text' in step ? { analysis: dialect.analyze(step, { server: session.server, preceding: [] }) } : {}),
    reverse: { kind: 'impossible', reason: 'a tested step is not undone' },
    hash: hashValue(JSON.parse(JSON.stringify(step)) as Json),
  }
  return {
    session: noted(session, stage.sent, after),
    migration: 'V1',
    marker,
    dialect,
    step: planned,
    signal: ending.signal,
    connect: async () => noted(await stage.driver.connect(), stage.sent, after),
    resolve: async (ref) => {
      throw new Error(`the tester has no code: ${ref.module}`)
    },
    progress: (done, total) => void stage.progress.push([done, total]),
  }
}

/** What holds of every step runner, and so of the half of an online strategy that acts. */
export function stepRunnerChecks(subject: StepRunnerSubject): readonly PluginCheck[] {
  const { cases, refused, resumable } = subject
  const name = (one: StepCase): string => one.name
  const inTransaction = (stage: Stage, one: StepCase, ending = new AbortController()): Promise<void> =>
    stage.session.transaction(async (inner) => subject.runner().run(await contextFor(stage, one, inner, ending)), {
      timeouts: calm,
    })
  const needCases = (): void => claim(cases.length > 0, 'the subject has no case')
  const checks: PluginCheck[] = [
    pluginCheck('step-runner', subject.runner),
    {
      id: 'step-runner.takes',
      title: 'the steps of the subject are those that it takes',
      async run() {
        needCases()
        for (const { step } of [...cases, ...refused]) assert.equal(subject.runner().runner, step.kind)
      },
    },
    {
      id: 'step-runner.outcome',
      title: 'each step comes to what is stated, in a transaction',
      async run() {
        needCases()
        await each(cases, name, (one) =>
          onStage(subject, one, async (stage) => {
            await inTransaction(stage, one)
            assert.deepEqual(await stage.rows(one.query), one.rows)
          }),
        )
      },
    },
    {
      id: 'step-runner.marked',
      title: 'it sends something, and every statement carries the marker',
      async run() {
        needCases()
        await each(cases, name, (one) =>
          onStage(subject, one, async (stage) => {
            await inTransaction(stage, one)
            claim(stage.sent.length > 0, 'it sent no statement')
            for (const text of stage.sent) claim(text.includes(marker), `without the marker: ${text}`)
          }),
        )
      },
    },
    {
      id: 'step-runner.progress',
      title: 'progress never goes back and never beyond its total',
      async run() {
        needCases()
        await each(cases, name, (one) =>
          onStage(subject, one, async (stage) => {
            await inTransaction(stage, one)
            let last = 0
            for (const [done, total] of stage.progress) {
              claim(done >= last && done <= (total ?? Infinity), `after ${last} it says ${done} of ${String(total)}`)
              last = done
            }
          }),
        )
      },
    },
    {
      id: 'step-runner.aborted',
      title: 'a signal that is aborted already keeps it from changing anything, until it is run again',
      async run() {
        needCases()
        await each(cases, name, (one) =>
          onStage(subject, one, async (stage) => {
            const before = await stage.rows(one.query)
            claim(JSON.stringify(before) !== JSON.stringify(one.rows), 'its query shows no change')
            const ending = new AbortController()
            ending.abort(new Error('ended by the tester'))
            const aborted = await contextFor(stage, one, stage.session, ending)
            await assert.rejects(async () => subject.runner().run(aborted))
            assert.deepEqual(await stage.rows(one.query), before)
            await inTransaction(stage, one)
            assert.deepEqual(await stage.rows(one.query), one.rows)
          }),
        )
      },
    },
    {
      id: 'step-runner.refused',
      title: 'what it cannot do is an error with its code, and nothing is changed',
      async run() {
        claim(refused.length > 0, 'the subject has no step that is refused')
        await each(refused, name, (one) =>
          onStage(subject, one, async (stage) => {
            const error = await refusal(inTransaction(stage, one), 'the step')
            assert.equal(error.code, one.code)
            assert.deepEqual(await stage.rows(one.query), one.rows)
          }),
        )
      },
    },
  ]
  if (!resumable) return checks
  const resumed: PluginCheck = {
    id: 'step-runner.resumed',
    title: 'ended after each of its statements in turn and run again, it comes to the same',
    async run() {
      needCases()
      await each(cases, name, async (one) => {
        let ended = true
        for (let statements = 1; ended; statements += 1) {
          await onStage(subject, one, async (stage) => {
            const ending = new AbortController()
            const context = await contextFor(stage, one, stage.session, ending, statements)
            await subject
              .runner()
              .run(context)
              .catch(() => undefined)
            ended = ending.signal.aborted && stage.sent.length === statements
            await subject.runner().run(await contextFor(stage, one, stage.session, new AbortController()))
            assert.deepEqual(await stage.rows(one.query), one.rows, `ended after statement ${statements}`)
          })
          claim(statements < 100, 'a case for the tester should send fewer than 100 statements')
        }
      })
    },
  }
  return [...checks, resumed]
}
