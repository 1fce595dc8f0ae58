import type { ForeignRows, FoundProject, Workspace } from '@slipway/core'
import type { CommandContext } from '../command.ts'
import { findConfig } from '../config/load-config.ts'
import { configName } from '../init/config-name.ts'
import { isOn, textOf } from '../flags.ts'
import { findProject } from './find-projects.ts'
import { configTextOf, requireInstalled } from './found-config.ts'
import { importedConfig, variablesOf } from './import-config.ts'
import type { ImportProposal } from './import-proposal.ts'
import { missingFiles } from './new-files.ts'
import { withFound } from './with-found.ts'

const usual = 'migrations'
const other = 'migrations-sql'

/** Milliseconds after which it is said what takes so long. */
const patience = 2_000

async function refuseFailed({ bridges }: ForeignRows): Promise<void> {
  const [failure] = bridges.flatMap(({ failed }) => failed)
  if (failure === undefined) return
  const { SlipwayError } = await import('@slipway/core')
  throw new SlipwayError('SW-HISTORY-CONFLICT', `${failure.id}: ${failure.message} Nothing was changed.`, {
    hint: failure.hint,
    details: { migration: failure.id },
  })
}

/** The journal would go on to say that the old ids are applied, and no file would have them. */
async function refuseAdopted(
  { journalled }: ForeignRows,
  ids: ReadonlyMap<string, string>,
  context: CommandContext,
): Promise<void> {
  const fresh = new Set(ids.values())
  const old = journalled.filter((id) => ids.has(id) && !fresh.has(id))
  if (old.length === 0) return
  const { SlipwayError } = await import('@slipway/core')
  const target = textOf(context.flags, 'target')
  throw new SlipwayError(
    'SW-USAGE',
    `The journal of this database has ${old[0]} applied under that id, which no converted file has: the project was adopted. Nothing was changed.`,
    {
      hint: `Leave it first, take slipway.config.ts away, then run the same again:
  slipway leave${target === undefined ? '' : ` --target ${target}`}`,
      details: { migrations: old },
    },
  )
}

/** What the tool applied, under the ids that the files have. */
function historyOf({ bridges }: ForeignRows, ids: ReadonlyMap<string, string>): Pick<ImportProposal, 'history'> {
  if (bridges.length === 0) return {}
  const applied = bridges.flatMap((bridge) => bridge.applied)
  return {
    history: {
      table: bridges.map(({ table, bridge }) => table ?? `the history table of ${bridge}`).join(', '),
      rows: applied.flatMap(({ id, at, raw }) => {
        const migration = ids.get(id)
        return migration === undefined ? [] : [{ migration, ...(at !== undefined && { at }), raw }]
      }),
      unknown: applied.flatMap(({ id }) => (ids.has(id) ? [] : [id])),
    },
  }
}

/** A folder of its own: two kinds of files in one would be read as one chain. */
async function folderFor(asked: string | undefined, { migrations }: ForeignRows): Promise<string> {
  const isTaken = (folder: string): boolean => migrations.some(({ file }) => file.startsWith(`${folder}/`))
  const folder = asked?.replaceAll('\\', '/').replace(/^\.\/|\/+$/g, '')
  if (folder === undefined) return isTaken(usual) ? other : usual
  if (!isTaken(folder)) return folder
  const { SlipwayError } = await import('@slipway/core')
  throw new SlipwayError('SW-USAGE', `The files to be converted are in ${folder} themselves. Nothing was changed.`, {
    hint: `--folder ${folder === other ? usual : other}`,
  })
}

/** Reads the tool's files and history, and converts in memory. Writes nothing, and runs no migration. */
export async function proposeImport(context: CommandContext, from: string): Promise<ImportProposal> {
  const { project } = await findProject(context.io, from, 'import')
  return withFound(context, project, (workspace) => propose(context, workspace, from, project))
}

async function propose(
  context: CommandContext,
  workspace: Workspace,
  tool: string,
  project: FoundProject,
): Promise<ImportProposal> {
  const { readForeign } = await import('@slipway/core')
  const { convertProject } = await import('./convert/convert-project.ts')
  const { cwd } = context.io
  const to = textOf(context.flags, 'to')
  const found = await readForeign(workspace)
  const folder = await folderFor(textOf(context.flags, 'folder'), found)
  await refuseFailed(found)
  const slow = setTimeout(() => {
    if (!isOn(context.flags, 'quiet')) void context.io.note(`converting ${project.files}\n`)
  }, patience)
  const { migrations, files, refused, call } = await convertProject(
    { adapter: project.converting ?? project.adapter },
    {
      cwd,
      dialect: workspace.dialect,
      server: found.where.server,
      ...(workspace.recorded && { recorded: workspace.recorded }),
    },
    { folder, ...(to === undefined ? {} : { to }) },
  ).finally(() => clearTimeout(slow))
  const ids = new Map(migrations.map((one) => [one.from, one.to]))
  await refuseAdopted(found, ids, context)
  const parts = importedConfig(project, call)
  const configured = textOf(context.flags, 'config') !== undefined || (await findConfig(cwd)) !== undefined
  if (!configured) await requireInstalled(cwd, [call.package])
  return {
    where: found.where,
    tool,
    project,
    migrations: found.migrations.length,
    folder,
    files: await missingFiles(files, cwd),
    total: files.length,
    refused,
    ...historyOf(found, ids),
    notices: [...found.bridges.flatMap(({ notices }) => notices), ...project.notices],
    call,
    ...(configured ? {} : { config: { path: await configName(cwd), content: configTextOf(parts) } }),
    variables: configured ? [] : variablesOf(parts),
  }
}
