import type { Adopted, Adoption } from '@slipway/core'
import type { Answer, Command, CommandContext } from '../command.ts'
import { findConfig, loadConfig } from '../config/load-config.ts'
import { confirm } from '../confirm.ts'
import { isOn, textOf } from '../flags.ts'
import { withNewFiles } from '../moving/new-files.ts'
import { tally, type Proposal } from '../moving/proposal.ts'
import { renderAdopted } from '../render/render-adopted.ts'
import { withWorkspace } from '../with-workspace.ts'
import { fromOption } from './shared-options.ts'

/** What adopting a project without a configuration would do. */
async function proposeFound(context: CommandContext): Promise<Proposal> {
  const core = await import('@slipway/core')
  const { findProject } = await import('../moving/find-projects.ts')
  const { configTextOf } = await import('../moving/found-config.ts')
  const { withFound } = await import('../moving/with-found.ts')
  const { configName } = await import('../init/config-name.ts')
  const { cwd } = context.io
  const { name, project } = await findProject(context.io, textOf(context.flags, 'from'), 'adopt')
  if (project.adapter.bridge === undefined) {
    throw new core.SlipwayError(
      'SW-UNSUPPORTED',
      `Nothing here reads the history that ${project.title} keeps, so it cannot be adopted in place. Nothing was changed.`,
      { hint: `slipway import --from ${name}` },
    )
  }
  const own = textOf(context.flags, 'project')
  const adoption = await withFound(context, project, core.adoption, own)
  await refuseStrangers(adoption, name)
  return { adoption, project, config: { name: await configName(cwd), text: configTextOf(project, own) } }
}

/** A journal that knows migrations of neither this project nor its framework is most probably another project's. */
async function refuseStrangers({ strangers, where, storage }: Adoption, framework: string): Promise<void> {
  if (strangers.length === 0) return
  const { SlipwayError } = await import('@slipway/core')
  const { few } = await import('@slipway/core/adapter')
  throw new SlipwayError(
    'SW-HISTORY-CONFLICT',
    `The ${storage?.name ?? 'journal'} of ${where.address} has a history already, of which neither the files here nor ${framework} know ${few(strangers)}. Nothing was changed.`,
    {
      hint: `Where it is another project's, give this one a name:\n  slipway adopt --from ${framework} --project shop\nWhere it is this one's, bring back the configuration that it was made with.`,
      details: { migrations: strangers },
    },
  )
}

/** The same where a configuration is there: its adapters say what they belong to. */
async function proposeConfigured(context: CommandContext): Promise<Proposal> {
  const core = await import('@slipway/core')
  return withWorkspace(context, async ({ workspace, loaded }) => {
    if (workspace.adapters.some(({ bridge }) => bridge !== undefined)) {
      return { adoption: await core.adoption(workspace) }
    }
    const names = workspace.adapters.map(({ name }) => name).join(', ')
    throw new core.SlipwayError(
      'SW-UNSUPPORTED',
      `${loaded.file} is there already, and no framework's own history belongs to its ${names}. Nothing was changed.`,
      {
        hint: 'slipway baseline --through ID --why "…"    for a database that has the migrations already\nTo adopt the framework of this project, move that file away first, then:\n  slipway adopt',
      },
    )
  })
}

async function refuse({ conflicts }: Adoption): Promise<void> {
  const [first, ...others] = conflicts
  if (first === undefined) return
  const { SlipwayError } = await import('@slipway/core')
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  throw new SlipwayError('SW-HISTORY-CONFLICT', `${first.migration}: ${first.message}${more} Nothing was changed.`, {
    ...(first.hint === undefined ? {} : { hint: first.hint }),
    details: { migrations: conflicts.map(({ migration }) => migration) },
  })
}

/** Adopts, then asks everything again on another connection. */
async function adoptNow(context: CommandContext): Promise<readonly [Adopted, Adoption]> {
  const core = await import('@slipway/core')
  return withWorkspace(
    context,
    async ({ workspace }) => [await core.adopt(workspace), await core.adoption(workspace)] as const,
    'progress',
  )
}

function answer(proposal: Proposal, done: Adopted | undefined, now: Adoption, milliseconds: number): Answer {
  const { project, config } = proposal
  const { applied, pending } = tally(now)
  return {
    result: {
      where: now.where,
      project:
        project === undefined
          ? null
          : {
              title: project.title,
              configuration: project.configuration,
              loaded: project.loaded,
              tested: project.tested,
              files: project.files,
              notices: [...project.notices, ...project.dayOne],
            },
      config: config?.name ?? null,
      tables: now.tables,
      counts: now.status.counts,
      appended: done?.appended ?? 0,
      written: done?.written ?? [],
      agreed: now.agreed,
      applied,
      pending,
    },
    stream: 'stderr',
    exit: now.agreed ? 0 : 7,
    pretty: (style) => renderAdopted(style, now, done === undefined ? undefined : milliseconds),
  }
}

export const adopt: Command = {
  name: 'adopt',
  aliases: [],
  group: 'Moving',
  summary: 'take a Flyway, Knex, Prisma or other project over where it is: same files, same history table; asks first',
  parameters: '',
  most: 0,
  options: [
    fromOption,
    {
      name: 'project',
      value: 'NAME',
      summary: 'names this history where several projects share a database, in the configuration that is written',
    },
  ],
  examples: [
    { command: 'slipway adopt --target staging', effect: 'shows what it found, asks, then writes' },
    { command: 'slipway adopt --from knex --yes', effect: 'where several frameworks are at home, and nobody answers' },
  ],
  async run(context) {
    const { cwd } = context.io
    const configured =
      context.preset !== undefined ||
      textOf(context.flags, 'config') !== undefined ||
      (await findConfig(cwd)) !== undefined
    const proposal = configured ? await proposeConfigured(context) : await proposeFound(context)
    const { adoption, config } = proposal
    const { renderAdoption } = await import('../render/render-adoption.ts')
    if (!isOn(context.flags, 'quiet')) await context.io.note(renderAdoption(proposal, context.style))
    await refuse(adoption)
    const { storage, tables } = adoption
    const adopted = adoption.agreed && storage?.exists === true && tables.every(({ exists }) => exists)
    if (config === undefined && adopted) return answer(proposal, undefined, adoption, 0)
    await confirm(context, `Adopt ${adoption.where.target}?`)
    const began = performance.now()
    const [done, now] =
      config === undefined
        ? await adoptNow(context)
        : await withNewFiles([{ path: config.name, content: config.text }], cwd, async () =>
            adoptNow({ ...context, preset: await loadConfig(cwd, config.name) }),
          )
    return answer(proposal, done, now, performance.now() - began)
  },
}
