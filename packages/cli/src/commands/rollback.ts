import { count, heading } from '../render/text.ts'
import type { Command } from '../command.ts'
import { confirm } from '../confirm.ts'
import { isOn, numberOf, textOf } from '../flags.ts'
import { releaseName } from '../release/release-name.ts'
import { withWorkspace } from '../with-workspace.ts'
import { releaseOption } from './shared-options.ts'

export const rollback: Command = {
  name: 'rollback',
  aliases: ['down', 'undo', 'revert', 'downgrade'],
  group: 'Everyday',
  summary: 'undo the last batch (of a partial migration, that one only), compare the schema; asks',
  parameters: '',
  most: 0,
  options: [
    { name: 'count', short: 'n', value: 'N', summary: 'undo the last N migrations' },
    { name: 'to', value: 'ID', summary: 'keep ID as the last one applied' },
    { name: 'batch', value: 'N', summary: 'undo one batch' },
    { name: 'missing', summary: 'undo applied migrations whose files are not on this branch' },
    releaseOption,
  ],
  examples: [
    { command: 'slipway rollback', effect: 'the last batch, after a yes' },
    { command: 'slipway rollback -n 2 --yes', effect: 'the last two migrations, without asking' },
    { command: 'slipway rollback --release shop', effect: 'what a release did, before its point of no return' },
    { command: 'slipway rollback --to V20261122_001', effect: 'everything after that one' },
  ],
  async run(context) {
    const core = await import('@slipway/core')
    const { renderRollbackPlan } = await import('../render/render-rollback-plan.ts')
    const { renderRolledBack } = await import('../render/render-run.ts')
    const { flags } = context
    const release = await releaseName(context, [])
    if (release !== undefined) return (await import('../release/rollback-release.ts')).rollbackRelease(context, release)
    const chosen = {
      count: await numberOf(flags, 'count'),
      to: textOf(flags, 'to'),
      batch: await numberOf(flags, 'batch'),
    }
    const target = textOf(flags, 'target')
    const result = await withWorkspace(
      context,
      async ({ workspace }) => {
        await core.settle(workspace)
        const planned = await core.planRollback(workspace, {
          ...(chosen.count === undefined ? {} : { count: chosen.count }),
          ...(chosen.to === undefined ? {} : { to: chosen.to }),
          ...(chosen.batch === undefined ? {} : { batch: chosen.batch }),
          ...(isOn(flags, 'missing') ? { missing: true } : {}),
        })
        const { migrations } = planned.plan.content
        if (migrations.length === 0) {
          return {
            where: planned.where,
            status: 'nothing',
            migrations: [],
            pending: planned.pending,
            milliseconds: 0,
          } as const
        }
        if (!isOn(flags, 'quiet'))
          await context.io.note(renderRollbackPlan(planned, context.style, isOn(flags, 'verbose')))
        await confirm(context, `Roll back ${count(migrations.length, 'migration')} on ${heading(planned.where)}?`)
        return core.rollback(workspace, { plan: planned.plan })
      },
      'progress',
    )
    return {
      result,
      exit: result.status === 'waiting' ? 12 : 0,
      stream: 'stderr',
      pretty: (style) => renderRolledBack(result, style, target),
    }
  },
}
