import type { Command, CommandContext } from '../command.ts'
import { loadConfig } from '../config/load-config.ts'
import { confirm } from '../confirm.ts'
import { isOn } from '../flags.ts'
import { adapterPackages } from '../moving/adapter-packages.ts'
import type { ImportProposal } from '../moving/import-proposal.ts'
import { withNewFiles } from '../moving/new-files.ts'
import { withWorkspace } from '../with-workspace.ts'
import { requireFlag } from './require-flag.ts'

/** Takes the history over with the configuration that is there by now; the connection is the one that was read from. */
async function takeOver(context: CommandContext, { tool, history, config, project, where }: ImportProposal) {
  if (history === undefined) return undefined
  const core = await import('@slipway/core')
  const { foundConfig } = await import('../moving/found-config.ts')
  const { cwd } = context.io
  const work = async (using: CommandContext) =>
    withWorkspace(using, ({ workspace }) => core.importHistory(workspace, { tool, rows: history.rows }), 'progress')
  if (config === undefined) return work(context)
  const written = await loadConfig(cwd, config.path)
  const found = await foundConfig(cwd, project)
  const { target } = core.resolveTarget(written.config, where.target === 'default' ? undefined : where.target)
  const { driver } = core.resolveTarget(found, where.target === 'default' ? undefined : where.target).target
  const named =
    where.target === 'default' ? { ...target, driver } : { targets: { [where.target]: { ...target, driver } } }
  return work({ ...context, preset: { ...written, config: named } })
}

export const importProject: Command = {
  name: 'import',
  aliases: ['convert'],
  group: 'Moving',
  summary: "convert another tool's files, and let its history arrive as applied; asks first",
  parameters: '',
  most: 0,
  options: [
    { name: 'from', value: 'TOOL', summary: `the tool to come from: ${Object.keys(adapterPackages).join(', ')}` },
    {
      name: 'to',
      value: 'TOOL',
      summary:
        'the style of the files: flyway, golang-migrate, goose, dbmate, node-pg-migrate, prisma (default: flyway)',
    },
    {
      name: 'folder',
      value: 'DIR',
      summary: 'where the converted files go (default: migrations, or migrations-sql where those are the old ones)',
    },
  ],
  examples: [
    { command: 'slipway import --from alembic', effect: 'plain SQL, up and down, and nothing runs a second time' },
    {
      command: 'slipway import --from knex --folder db/sql --target staging',
      effect: 'elsewhere, for one of several targets',
    },
  ],
  async run(context) {
    const from = await requireFlag(context, 'from', 'slipway import --from alembic')
    const { proposeImport } = await import('../moving/propose-import.ts')
    const { renderImport, renderImported } = await import('../render/render-import.ts')
    const proposal = await proposeImport(context, from)
    if (!isOn(context.flags, 'quiet')) await context.io.note(renderImport(proposal, context.style))
    const { where, files, config } = proposal
    await confirm(context, `Import into ${where.target}?`)
    const began = performance.now()
    const done = await withNewFiles([...files, ...(config === undefined ? [] : [config])], context.io.cwd, () =>
      takeOver(context, proposal),
    )
    const milliseconds = performance.now() - began
    return {
      result: {
        where,
        tool: from,
        files: files.map(({ path }) => path),
        refused: proposal.refused,
        config: config?.path ?? null,
        imported: done?.imported ?? [],
        unknown: proposal.history?.unknown ?? [],
        withoutFile: done?.withoutFile ?? [],
        counts: done?.status.counts ?? null,
      },
      stream: 'stderr',
      exit: done !== undefined && done.withoutFile.length > 0 ? 7 : 0,
      pretty: (style) => renderImported(proposal, done, milliseconds, style),
    }
  },
}
