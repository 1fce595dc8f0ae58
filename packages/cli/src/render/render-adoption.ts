import type { Adoption, BridgedTable, ForeignLock } from '@slipway/core'
import { few } from '@slipway/core/adapter'
import { folderOf, projectTitle, tally, type Proposal } from '../moving/proposal.ts'
import { whereSecretsStay } from '../moving/where-secrets-stay.ts'
import { peerName } from './create-reporter.ts'
import type { Style } from './style.ts'
import { columns, count, heading, number, targetFlag, wrap } from './text.ts'

/** A label, and its lines beside it. */
export function labelled(label: string, texts: readonly string[]): readonly string[] {
  const lines = texts.flatMap((text) => wrap(text, 110).split('\n'))
  return lines.map((line, index) => `${(index === 0 ? label : '').padEnd(10)}${line}`)
}

/** `public.knex_migrations`, or what it is where the bridge does not name it. */
export function tableName({ bridge, table }: BridgedTable): string {
  return table ?? `the history table of ${bridge}`
}

function lockWords({ name, taken, holders, waiters }: ForeignLock): string {
  if (taken === undefined) return ''
  if (!taken) return '; its lock is free'
  const waiting = waiters.length === 0 ? '' : `; ${count(waiters.length, 'session')} waiting for it`
  if (holders.length === 0) return `; its lock ${name} is taken, and no session is seen to hold it`
  return `; its lock ${name} is held by ${holders.map(peerName).join(' · ')}${waiting}`
}

/** Whether the bridge says something of it already, in words that fit its framework better. */
const isSaid = (name: string, tables: readonly BridgedTable[]): boolean =>
  tables.some(({ notices: said }) => said.some((sentence) => sentence.includes(name)))

function lockNotice(table: BridgedTable): readonly string[] {
  const { bridge, lock } = table
  if (lock?.taken !== true || isSaid(lock.name, [table])) return []
  return [
    `adopting waits for that lock as long as for a deploy lock; where nothing of ${bridge} runs any more, free it with the command that ${bridge} has for that`,
  ]
}

/** How many of which, with the ways out; nothing where the bridge named the first of them. */
function fileNotice(names: readonly string[], what: string, tables: readonly BridgedTable[]): readonly string[] {
  const [first] = names
  if (first === undefined || isSaid(first, tables)) return []
  return [`${number(names.length)} ${what}: ${few(names)} (slipway verify has the ways out)`]
}

function historyLine(table: BridgedTable): string {
  if (!table.exists) return `${tableName(table)} is not there yet`
  const batches = table.batches === undefined ? '' : ` in ${count(table.batches, 'batch', 'batches')}`
  const lock = table.lock === undefined ? '' : lockWords(table.lock)
  return `${tableName(table)} lists ${count(table.rows, 'migration')}${batches}${lock}`
}

function notices({ adoption, project }: Proposal): readonly string[] {
  const missing = adoption.status.migrations.flatMap(({ id, state }) => (state === 'missing' ? [id] : []))
  const edited = adoption.tables.flatMap((table) => table.edited)
  const { early } = adoption
  return [
    ...(project === undefined || project.tested || project.notices.some((said) => said.includes('not tested'))
      ? []
      : [`${project.title} was not tested with this version of Slipway: look twice at what is said here`]),
    ...adoption.tables.flatMap(lockNotice),
    ...adoption.tables.flatMap((table) => table.notices),
    ...fileNotice(edited, 'edited after being applied', adoption.tables),
    ...fileNotice(missing, 'applied without a file here', adoption.tables),
    ...(early.length === 0 ? [] : [`${number(early.length)} pending before one that is applied: ${few(early)}`]),
    ...(project?.notices ?? []),
    ...(project?.dayOne ?? []),
  ]
}

function filesLines({ project }: Proposal): readonly string[] {
  if (project === undefined) return []
  const { loaded } = project
  const code =
    loaded.length === 0
      ? ''
      : ` ${loaded.join(', ')} ${loaded.length === 1 ? 'was loaded: it is' : 'were loaded: they are'} configuration.`
  return labelled('Files', [`${project.files}; read, not run.${code}`])
}

function storageLine({ where, storage, entries, tables }: Adoption): readonly (readonly [string, string])[] {
  if (storage === undefined) return []
  const frameworks = tables.map(({ bridge }) => bridge).join(', ')
  const noun = where.server.flavor === 'mongodb' ? 'collection' : 'table'
  // A database of its own is named already.
  const place = storage.name.startsWith('database') ? '' : ` in ${where.address.split('/').at(-1) ?? where.address}`
  const made = storage.exists
    ? 'is there already'
    : `${count(storage.parts.length, noun)}${place}: ${storage.parts.join(', ')}`
  const added = entries === 0 ? '' : `; ${count(entries, 'entry', 'entries')} "applied by ${frameworks}"`
  return [[storage.name, `${made}${added}`]]
}

function tableLine(table: BridgedTable): readonly [string, string] {
  const { exists, lacking } = table
  if (exists) return [tableName(table), 'unchanged']
  const rows =
    lacking.length === 0 ? 'empty' : `with ${count(lacking.length, 'row')} of what the journal says is applied`
  return [tableName(table), `made, ${rows}`]
}

function writtenLines({ adoption, project, config }: Proposal): readonly string[] {
  const lines = config?.text.trimEnd().split('\n').length ?? 0
  const folder = folderOf(adoption)
  return columns([
    ...(config === undefined || project === undefined
      ? []
      : [[config.name, `${count(lines, 'line')}, ${whereSecretsStay(project)}`] as const]),
    ...storageLine(adoption),
    ...adoption.tables.map(tableLine),
    ...(folder === undefined ? [] : [[folder, 'unchanged'] as const]),
  ]).map((line) => `  ${line}`)
}

/** What was found and what would be written, before it asks. */
export function renderAdoption(proposal: Proposal, style: Style): string {
  const { adoption, project } = proposal
  const { applied, pending } = tally(adoption)
  const from = project === undefined ? [] : [projectTitle(project, adoption.where)]
  const stays = adoption.tables.map(({ bridge }) => `${bridge} carries on`).join(', ')
  const drops = adoption.storage === undefined ? '' : `drops the ${adoption.storage.name}; `
  const flag = targetFlag(adoption.where.target === 'default' ? undefined : adoption.where.target)
  const blocks = adoption.conflicts.flatMap(({ migration, message, hint }) => [
    `${style.bad('✗')} ${migration}: ${message}`,
    ...(hint === undefined ? [] : hint.split('\n').map((line) => `    ${line}`)),
  ])
  return [
    style.strong([heading(adoption.where), ...from].join(' · ')),
    '',
    ...filesLines(proposal),
    ...labelled('History', adoption.tables.map(historyLine)),
    ...labelled('Agree', [`${number(applied)} applied, ${number(pending)} pending`]),
    ...labelled('Notice', notices(proposal)),
    '',
    ...(blocks.length > 0
      ? blocks
      : [
          'Will be written, after a yes',
          ...writtenLines(proposal),
          `To leave, any day: slipway leave${flag}   (writes back what is missing, then ${drops}${stays})`,
          '',
        ]),
    '',
  ].join('\n')
}
