import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from '../command.ts'
import { isOn, textOf } from '../flags.ts'
import { jsonPieces } from '../json-pieces.ts'
import { growOnce } from '../set-engine.ts'
import { withWorkspace } from '../with-workspace.ts'
import { releaseName } from '../release/release-name.ts'
import { allowances, allowOption, releaseOption } from './shared-options.ts'

export const plan: Command = {
  name: 'plan',
  aliases: ['dry-run', 'update-sql'],
  group: 'Everyday',
  summary: 'show what apply would run: exact SQL, locks, reverses, hazards; writes nothing',
  parameters: '',
  most: 0,
  options: [
    { name: 'to', value: 'ID', summary: 'plan up to this migration' },
    allowOption,
    { name: 'exit-code', summary: 'exit 2 when something is pending' },
    releaseOption,
  ],
  examples: [
    { command: 'slipway plan', effect: 'what is pending, and what it would do' },
    { command: 'slipway plan --target production --out plan.json', effect: 'the plan that apply plan.json runs' },
    { command: 'slipway plan --release shop --out release.json', effect: 'several stores, one plan' },
    { command: 'slipway plan --format markdown', effect: 'for a pull request' },
    { command: 'slipway plan --format sql', effect: 'a script that psql runs, journal writes included' },
  ],
  async run(context) {
    const core = await import('@slipway/core')
    const { flags } = context
    const release = await releaseName(context, ['allow', 'exit-code'])
    if (release !== undefined) return (await import('../release/plan-release.ts')).planRelease(context, release)
    const allow = await allowances(flags)
    const to = textOf(flags, 'to')
    const wantsScript = textOf(flags, 'format') === 'sql'
    await growOnce()
    const { result, script } = await withWorkspace(context, async ({ workspace }) => {
      const planned = await core.plan(workspace, { allow, ...(to === undefined ? {} : { to }) })
      const { provenClasses } = await import('@slipway/rehearsal')
      const ids = new Set(planned.plan.content.migrations.map(({ id }) => id))
      const proven = await provenClasses(workspace.environment.cwd, planned.where.server, async () =>
        (await core.loadMigrations(workspace)).filter(({ id }) => ids.has(id)),
      )
      return {
        result: { ...planned, proven },
        script: wantsScript ? await core.planScript(workspace, planned.plan) : undefined,
      }
    })
    const saved = textOf(flags, 'out')
    if (saved !== undefined) await writeFile(resolve(context.io.cwd, saved), jsonPieces(result.plan))
    const target = textOf(flags, 'target')
    const { renderPlan } = await import('../render/render-plan.ts')
    const { renderPlanMarkdown } = await import('../render/render-plan-markdown.ts')
    return {
      result,
      exit: isOn(flags, 'exit-code') && result.plan.content.migrations.length > 0 ? 2 : 0,
      pretty: (style) =>
        renderPlan(result, {
          style,
          verbose: isOn(flags, 'verbose'),
          ...(saved === undefined ? {} : { saved }),
          ...(target === undefined ? {} : { target }),
        }),
      markdown: () => renderPlanMarkdown(result),
      ...(script === undefined ? {} : { sql: () => script }),
    }
  },
}
