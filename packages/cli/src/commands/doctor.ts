import type { DoctorReport, Finding } from '@slipway/core'
import type { Command, CommandContext } from '../command.ts'
import { textOf } from '../flags.ts'
import type { ErrorReport } from '../render/render-error.ts'
import { releaseName } from '../release/release-name.ts'
import { version } from '../version.ts'
import { configuration, withWorkspace } from '../with-workspace.ts'
import { releaseOption } from './shared-options.ts'

function ok(message: string): Finding {
  return { level: 'ok', name: 'ok', message, lines: [], exits: [] }
}

function broken(report: ErrorReport): Finding {
  return {
    level: 'problem',
    name: report.exit === 64 ? 'CONFIG' : 'BROKEN',
    message: report.message,
    ...(report.code === 'SW-INTERNAL' ? {} : { code: report.code as NonNullable<Finding['code']> }),
    lines: report.hint?.split('\n') ?? [],
    exits: [],
  }
}

async function examine(context: CommandContext): Promise<DoctorReport> {
  const core = await import('@slipway/core')
  const environment = [ok(`Node ${process.versions.node}, @slipway/cli ${version()}`)]
  try {
    const loaded = await configuration(context)
    environment.push(ok(`configuration ${loaded.file}`))
    return await withWorkspace(context, ({ workspace }) => core.doctor(workspace, environment))
  } catch (error) {
    const { reportError } = await import('../render/render-error.ts')
    const report = reportError(error)
    return { findings: [...environment, broken(report)], exit: report.exit }
  }
}

export const doctor: Command = {
  name: 'doctor',
  aliases: [],
  group: 'Recovery',
  summary: 'check the environment, then the state, and name every way out; writes nothing',
  parameters: '',
  most: 0,
  options: [releaseOption],
  examples: [
    { command: 'slipway doctor --target production', effect: 'after a crash, or when anything looks odd' },
    { command: 'slipway doctor --release shop', effect: 'a release over several stores' },
  ],
  async run(context) {
    const release = await releaseName(context, [])
    if (release !== undefined) return (await import('../release/doctor-release.ts')).doctorRelease(context, release)
    const report = await examine(context)
    const { renderFindings } = await import('../render/render-findings.ts')
    return {
      result: report,
      exit: report.exit,
      pretty: (style) =>
        renderFindings(report.findings, report.where, report.exit, style, textOf(context.flags, 'target')),
    }
  },
}
