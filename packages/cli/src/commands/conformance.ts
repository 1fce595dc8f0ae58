import type { Command, CommandContext } from '../command.ts'
import type { CaseResult, Report, Suite } from '../conformance/suite.ts'
import { isOn } from '../flags.ts'
import { requireParameter } from './require-flag.ts'

const example = 'slipway conformance ./test/subject.ts'

async function chosen(suite: Suite, asked: readonly string[]): Promise<readonly string[] | undefined> {
  const known = new Set(suite.cases.flatMap(({ id, group }) => [group, id]))
  const unknown = asked.find((name) => !known.has(name))
  if (unknown === undefined) return asked.length === 0 ? undefined : asked
  const { SlipwayError } = await import('@slipway/core')
  const { suggest } = await import('../suggest.ts')
  const meant = suggest(unknown, known)
  throw new SlipwayError(
    'SW-USAGE',
    `There is no case ${unknown}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    { hint: meant === undefined ? [...known].join(' ') : `${example} ${meant}` },
  )
}

function noteOf({ id, outcome, reason }: CaseResult, { style }: CommandContext): string {
  if (outcome === 'passed') return `${style.good('passed')}  ${id}\n`
  if (outcome === 'not-applicable') return `${style.faint(`not applicable  ${id}: ${reason ?? ''}`)}\n`
  return `${style.bad('failed')}  ${id}\n`
}

// What a case finds is in the report: only a subject that could not be opened throws.
async function unopened(name: string, cause: unknown): Promise<never> {
  const { SlipwayError } = await import('@slipway/core')
  if (cause instanceof SlipwayError) throw cause
  const message = cause instanceof Error ? cause.message : String(cause)
  throw new SlipwayError('SW-CONFIG', `The subject ${name} cannot be opened: ${message}`, { cause })
}

async function judge(context: CommandContext): Promise<readonly Report[]> {
  const { loadSubjects, loadSuite } = await import('../conformance/load-suite.ts')
  const { cwd } = context.io
  const module = await requireParameter(context, 'the module of a subject', example)
  const suite = await loadSuite(cwd)
  const only = await chosen(suite, context.parameters.slice(1))
  const reports: Report[] = []
  for (const subject of await loadSubjects(cwd, module)) {
    const told: Promise<void>[] = []
    const running = suite.runConformance(subject, {
      ...(only === undefined ? {} : { only }),
      report: (result) => {
        if (!isOn(context.flags, 'quiet')) told.push(context.io.note(noteOf(result, context)))
      },
    })
    const report = await running.catch((cause: unknown) => unopened(subject.name, cause))
    await Promise.all(told)
    reports.push(report)
  }
  return reports
}

export const conformance: Command = {
  name: 'conformance',
  aliases: [],
  group: 'More',
  summary: 'judge a driver by the suite of @slipway/testkit, and show what it can do',
  parameters: 'MODULE [CASE…]',
  most: Infinity,
  options: [],
  examples: [
    {
      command: 'slipway conformance ./test/subject.ts',
      effect: 'every case, for each subject that the module exports',
    },
    { command: 'slipway conformance ./test/subject.ts journal lease.dead', effect: 'one group and one case' },
  ],
  async run(context) {
    const { catalogue } = await import('@slipway/core')
    const reports = await judge(context)
    const { renderConformance } = await import('../render/render-conformance.ts')
    const failed = reports.some(({ results }) => results.some(({ outcome }) => outcome === 'failed'))
    return {
      result: { reports },
      exit: failed ? catalogue['SW-PROOF-FAILED'].exit : 0,
      pretty: (style) => renderConformance(reports, style),
    }
  },
}
