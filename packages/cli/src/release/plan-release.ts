import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { PlanResult, ReleaseWorkspace, ReversalClass } from '@slipway/core'
import type { Answer, CommandContext } from '../command.ts'
import { allowances } from '../commands/shared-options.ts'
import { isOn, textOf } from '../flags.ts'
import { jsonPieces } from '../json-pieces.ts'
import { withRelease } from './with-release.ts'

/** `slipway plan --release NAME`. */
export async function planRelease(context: CommandContext, name: string): Promise<Answer> {
  const core = await import('@slipway/core')
  const { flags } = context
  const allow = await allowances(flags)
  const result = await withRelease(context, name, async (release) => {
    const planned = await core.planRelease(release, { allow })
    const participants = []
    for (const each of planned.participants) participants.push({ ...each, proven: await proven(release, each) })
    return { ...planned, participants }
  })
  const saved = textOf(flags, 'out')
  if (saved !== undefined) await writeFile(resolve(context.io.cwd, saved), jsonPieces(result.plan))
  const pending = result.participants.some((each) => each.plan.content.migrations.length > 0)
  const { renderReleasePlan } = await import('../render/render-release-plan.ts')
  const { renderPlanMarkdown } = await import('../render/render-plan-markdown.ts')
  return {
    result,
    exit: isOn(flags, 'exit-code') && pending ? 2 : 0,
    pretty: (style) =>
      renderReleasePlan(result, {
        style,
        verbose: isOn(flags, 'verbose'),
        ...(saved === undefined ? {} : { saved }),
      }),
    markdown: () => result.participants.map((each) => renderPlanMarkdown(each)).join('\n'),
  }
}

async function proven(
  release: ReleaseWorkspace,
  planned: PlanResult,
): Promise<Readonly<Record<string, ReversalClass>>> {
  const core = await import('@slipway/core')
  const { provenClasses } = await import('@slipway/rehearsal')
  const participant = release.participants.find(({ target }) => target === planned.where.target)
  if (participant === undefined) return {}
  const ids = new Set(planned.plan.content.migrations.map(({ id }) => id))
  return provenClasses(release.environment.cwd, planned.where.server, async () =>
    (await core.loadMigrations(participant)).filter(({ id }) => ids.has(id)),
  )
}
