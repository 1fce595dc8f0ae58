import type { ImportedHistory } from '@slipway/core'
import { few } from '@slipway/core/adapter'
import type { ImportProposal } from '../moving/import-proposal.ts'
import { projectTitle } from '../moving/proposal.ts'
import { labelled } from './render-adoption.ts'
import type { Style } from './style.ts'
import { columns, count, duration, heading, number, targetFlag } from './text.ts'

function historyText({ history, tool, migrations }: ImportProposal): string {
  if (history === undefined) {
    return `the history table of ${tool} is not read here: say what is applied with slipway baseline --through ID`
  }
  const pending = Math.max(0, migrations - history.rows.length)
  return `${number(history.rows.length)} applied by ${tool} arrive as applied and never run again; ${number(pending)} pending`
}

function writtenLines(proposal: ImportProposal): readonly string[] {
  const { config, files, folder, total, tool, history, variables } = proposal
  const there = total - files.length
  const made =
    files.length === 0
      ? `unchanged: the ${count(total, 'file')} are there`
      : `${count(files.length, 'file')}${there === 0 ? '' : `, ${number(there)} are there already`}`
  const lines = config?.content.trimEnd().split('\n').length ?? 0
  const secret = variables.length === 0 ? 'no secret' : `no secret: the connection is read from ${variables.join(', ')}`
  return columns([
    [folder, made],
    ...(config === undefined ? [] : [[config.path, `${count(lines, 'line')}, ${secret}`] as const]),
    ...(history === undefined
      ? []
      : [
          [
            'journal',
            `${count(history.rows.length, 'entry', 'entries')} "applied by ${tool}", each with its row`,
          ] as const,
          [history.table, `unchanged: ${tool} is told nothing of what comes`] as const,
        ]),
  ]).map((line) => `  ${line}`)
}

/** What would be converted and written, before it asks. */
export function renderImport(proposal: ImportProposal, style: Style): string {
  const { project, refused, history, notices } = proposal
  const { loaded } = project
  const code =
    loaded.length === 0
      ? ''
      : ` ${loaded.join(', ')} ${loaded.length === 1 ? 'was loaded: it is' : 'were loaded: they are'} configuration.`
  const unknown = history?.unknown ?? []
  return [
    style.strong([heading(proposal.where), projectTitle(project, proposal.where)].join(' · ')),
    '',
    ...labelled('Files', [`${project.files}; read, not run.${code}`]),
    ...labelled('History', [historyText(proposal)]),
    ...labelled('Notice', [
      ...refused.map(({ id, why }) => `${id}: ${why}`),
      ...(unknown.length === 0
        ? []
        : [`${number(unknown.length)} applied without a file, so they are left out: ${few(unknown)}`]),
      ...notices,
    ]),
    '',
    'Will be written, after a yes',
    ...writtenLines(proposal),
    '',
    '',
  ].join('\n')
}

/** What an import came to. */
export function renderImported(
  proposal: ImportProposal,
  done: ImportedHistory | undefined,
  milliseconds: number,
  style: Style,
): string {
  const { files, folder, project, config, where, variables } = proposal
  const to = targetFlag(where.target === 'default' ? undefined : where.target)
  const counts = done?.status.counts
  const history =
    done === undefined || counts === undefined
      ? ''
      : ` · ${number(done.imported.length)} arrived as applied · ${number(counts.applied)} applied, ${number(counts.pending)} pending`
  return [
    `${style.good('✓')} imported in ${duration(milliseconds)} · ${count(files.length, 'file')} in ${folder}${history}`,
    ...(done === undefined || done.withoutFile.length === 0
      ? []
      : [
          `${style.note('!')} ${config === undefined ? 'the configuration' : config.path} does not read ${few(done.withoutFile)}: let its adapter be ${proposal.call.factory}(${proposal.call.source}), then run the same again`,
        ]),
    `The files of ${project.title} are unchanged; delete them when every database is over here.`,
    'Next',
    ...(variables.length === 0 ? [] : [`  set ${variables.join(', ')}`]),
    ...(done === undefined ? [`  slipway baseline --through ID --why "…"${to}`] : []),
    `  slipway plan${to}`,
    '',
  ].join('\n')
}
