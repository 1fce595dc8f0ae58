import { setTimeout as sleep } from 'node:timers/promises'
import type { Status } from '@slipway/core'
import type { Command, CommandContext } from '../command.ts'
import { isOn, textOf, timeOf } from '../flags.ts'
import { releaseName } from '../release/release-name.ts'
import { withWorkspace } from '../with-workspace.ts'
import { releaseOption } from './shared-options.ts'

/** Between two looks while waiting, in milliseconds. */
const pause = 2000

/** The exit code that a state of affairs deserves under `--exit-code`. */
export function exitOfStatus({ counts }: Status): number {
  if (counts.partial + counts.unknown > 0) return 6
  if (counts.edited + counts.missing > 0) return 7
  if (counts.waiting > 0) return 12
  return counts.pending + counts.changed + counts.running > 0 ? 2 : 0
}

async function look(context: CommandContext): Promise<Status> {
  const core = await import('@slipway/core')
  return withWorkspace(context, ({ workspace }) => core.status(workspace))
}

async function waitUntilDone(context: CommandContext, limit: number): Promise<Status> {
  const end = performance.now() + limit
  for (let said = false; ; said = true) {
    const last = performance.now() + pause >= end
    try {
      const status = await look(context)
      if (exitOfStatus(status) === 0 || last) return status
      if (!said) await context.io.note(`waiting until nothing is pending: ${status.counts.pending} pending now\n`)
    } catch (error) {
      const { catalogue } = await import('@slipway/core')
      const code = (error as { code?: string }).code ?? ''
      const unreachable = code in catalogue && catalogue[code as keyof typeof catalogue].exit === 11
      if (last || !unreachable) throw error
      if (!said) await context.io.note('waiting until the server can be reached\n')
    }
    await sleep(pause, undefined, { signal: context.io.signal })
  }
}

export const status: Command = {
  name: 'status',
  aliases: ['info'],
  group: 'Everyday',
  summary: 'every migration with its one state; writes nothing',
  parameters: '',
  most: 0,
  options: [
    { name: 'wait', value: 'TIME', summary: 'wait until nothing is pending, for 30s, 5m or 1h at most' },
    {
      name: 'exit-code',
      summary: 'exit 2 pending or running · 6 partial or unknown · 7 edited or missing · 12 waiting at a gate',
    },
    releaseOption,
  ],
  examples: [
    { command: 'slipway status', effect: 'what is applied and what is pending' },
    { command: 'slipway status --release shop', effect: 'where a release stands on each of its stores' },
    { command: 'slipway status --wait 5m --exit-code', effect: 'in an application that starts beside a deployer' },
  ],
  async run(context) {
    const { flags } = context
    const release = await releaseName(context, ['exit-code'])
    if (release !== undefined) return (await import('../release/status-release.ts')).statusRelease(context, release)
    const limit = await timeOf(flags, 'wait')
    const answer = limit === undefined ? await look(context) : await waitUntilDone(context, limit)
    const { renderStatus } = await import('../render/render-status.ts')
    return {
      result: answer,
      exit: isOn(flags, 'exit-code') ? exitOfStatus(answer) : 0,
      pretty: (style) => renderStatus(answer, style, textOf(flags, 'target')),
    }
  },
}
