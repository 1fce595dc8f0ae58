import { readFileSync } from 'node:fs'
import { textChecksum } from '@slipway/core'
import {
  commentError,
  decodeText,
  readAllowance,
  readComment,
  readHeader,
  scanComments,
  type Field,
} from '@slipway/core/adapter'
import type { Allowance, CodeStep, Location, Migration, TransactionMode } from '@slipway/core/plugin'
import type { MigrationSettings } from '../project/settings.ts'
import { shownPath } from '../project/load-knexfile.ts'
import type { FoundFile } from './find-files.ts'
import { readExports, type ReadExports } from './read-exports.ts'

const mark = '//'

/** `20261118091500_add_status_to_orders.ts` → `add status to orders`. */
export function titleOf(name: string): string {
  const words = name
    .replace(/\.[^.]+$/, '')
    .replace(/^\d[\d_-]*[_-]/, '')
    .replace(/[_\-. ]+/g, ' ')
    .trim()
  return words === '' ? name : words
}

/**
 * Makes a file the migration that it says it is, from its text: it is not loaded. Throws `SW-SYNTAX` for directives that
 * cannot be read.
 */
export function readMigration(file: FoundFile, settings: MigrationSettings, cwd: string): Migration {
  const path = shownPath(cwd, file.path)
  const text = decodeText(readFileSync(file.path), path)
  const checksum = textChecksum(text)
  const said = readComments(text, path)
  const exported = readExports(text)
  const step = (name: 'up' | 'down', line: number): CodeStep => ({
    kind: 'code',
    ref: { adapter: settings.adapter, module: path, export: name, checksum },
    ...(said.idempotent && { idempotent: true }),
    at: { file: path, line },
  })
  const { reason, tags, requires, after, phase, transaction: stated } = readHeader(said.fields, mark)
  const transaction = transactionOf(stated?.mode, exported.transaction, settings)
  return {
    id: file.name,
    title: titleOf(file.name),
    ...(reason === undefined ? {} : { reason }),
    after,
    up: [step('up', exported.upLine)],
    down: downOf(said.irreversible, exported, () => step('down', exported.downLine)),
    repeatable: false,
    ...(phase === undefined ? {} : { phase }),
    tags,
    requires,
    transaction,
    allow: [...said.allow, ...allowanceOf(transaction, settings, path)],
    checksum,
    location: { file: path, line: 1 },
  }
}

/** An empty body and a missing one undo nothing: no way back was written. One that only throws states that there is none. */
function downOf(isStated: boolean, { down }: ReadExports, step: () => CodeStep): Migration['down'] {
  if (isStated || down === 'throws') return null
  return down === 'written' ? [step()] : undefined
}

/**
 * A header says it for Slipway, `config.transaction` for knex. MySQL and MariaDB commit at every change of the schema, so
 * that code, which may hold one, runs outside of a transaction there.
 */
export function transactionOf(
  stated: TransactionMode | undefined,
  configured: boolean | undefined,
  { dialect, disableTransactions, transaction }: MigrationSettings,
): TransactionMode {
  if (stated === 'always' || stated === 'never') return stated
  if (dialect === 'mysql') return 'never'
  if (configured === false || (disableTransactions && configured !== true)) return 'never'
  return stated ?? transaction
}

/**
 * Knex's users know that what runs outside of a transaction may stop halfway: they live with it on MySQL, and ask for it with
 * `config.transaction`. Asking for each file once more would tell them nothing.
 */
export function allowanceOf(
  transaction: TransactionMode,
  { dialect }: MigrationSettings,
  file: string,
): readonly Allowance[] {
  if (transaction !== 'never') return []
  const why =
    dialect === 'mysql' ? 'the server commits at every change of the schema' : 'the project asks for no transaction'
  return [{ code: 'SW-UNKNOWABLE', reason: `as under knex: ${why}`, at: { file, line: 1 } }]
}

interface Said {
  readonly fields: readonly Field[]
  readonly allow: readonly Allowance[]
  readonly irreversible: boolean
  readonly idempotent: boolean
}

function readComments(text: string, file: string): Said {
  const fields: Field[] = []
  const allow: Allowance[] = []
  let irreversible = false
  let idempotent = false
  const head = /^(?:\s*(['"])use strict\1;?)?/.exec(text)?.[0].length ?? 0
  for (const comment of scanComments(text, head, mark).comments) {
    const at: Location = { file, line: text.slice(0, comment.offset).split('\n').length }
    const marked = readComment(comment.text, at)
    // Comments of files that were there before Slipway may look like a field: only what is stated is meant.
    if (marked === undefined || (marked.kind === 'field' && !marked.stated && !isHeader(marked))) continue
    if (marked.kind === 'field') fields.push(marked)
    else if (marked.name === 'allow') allow.push(readAllowance(marked.value, at, mark))
    else if (marked.name === 'idempotent') idempotent = true
    else if (marked.name !== 'irreversible')
      throw commentError(at, `slipway:${marked.name} has no meaning in code`, 'code says it itself')
    else if (marked.value === '')
      throw commentError(at, 'slipway:irreversible gives no reason', '// slipway:irreversible why it cannot be undone')
    else irreversible = true
  }
  return { fields, allow, irreversible, idempotent }
}

function isHeader({ name, value }: Field): boolean {
  return name === 'reason' || (name === 'transaction' && /^(?:auto|always|batch|never)$/.test(value))
}
