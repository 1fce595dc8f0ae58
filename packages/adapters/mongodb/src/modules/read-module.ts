import type { Allowance, CodeStep, Location, Step } from '@slipway/core/plugin'
import { textChecksum } from '@slipway/core'
import { commentError, readAllowance, readComment, readHeader, scanComments } from '@slipway/core/adapter'
import type { Field } from '@slipway/core/adapter'
import type { SourceFile } from '../files/source-file.ts'
import type { Reading } from '../load.ts'
import type { ReadScript } from '../script/read-commands.ts'
import { placeOf } from '../script/places.ts'
import { exportedNames } from './exported-names.ts'

const mark = '//'

/** What a module says of itself, and whether it has a way back. */
export interface ReadModule extends ReadScript {
  /** `undefined` where the module exports no `down`. */
  readonly down: readonly Step[] | undefined
}

/** Reads a module's text: its head comments, and what it exports. It is not loaded. Throws `SW-SYNTAX`. */
export function readModule(file: SourceFile, { adapter, inPlace = false }: Reading): ReadModule {
  const text = file.text()
  const fields: Field[] = []
  const allow: Allowance[] = []
  let irreversible: Location | undefined
  let idempotent = false
  for (const comment of scanComments(text, 0, mark).comments) {
    const at: Location = { file: file.path, ...placeOf(text, comment.offset) }
    const marked = readComment(comment.text, at)
    if (marked === undefined) continue
    if (marked.kind === 'field') fields.push(marked)
    else if (marked.name === 'allow') allow.push(readAllowance(marked.value, at, mark))
    else if (marked.name === 'idempotent') idempotent = true
    else if (marked.name === 'irreversible') irreversible = stated(marked.value, at)
    else throw commentError(at, `slipway:${marked.name} has no meaning in code`, 'code says it itself')
  }
  const told = exportedNames(text)
  // What a bundler wrote may export in a way that only running it shows; the tool that owns it runs it.
  const exported = told.has('up') || !inPlace ? told : new Set(['up', ...(/\bdown\b/.test(text) ? ['down'] : [])])
  if (!exported.has('up')) {
    const at = { file: file.path, line: 1 }
    throw commentError(at, 'the module exports no function up', 'export async function up(session) { … }')
  }
  const step = (name: string): CodeStep => ({
    kind: 'code',
    ref: { adapter, module: file.path, export: name, checksum: textChecksum(text) },
    ...(idempotent && { idempotent }),
    at: { file: file.path, line: 1 },
  })
  return {
    steps: [step('up')],
    down: exported.has('down') ? [step('down')] : undefined,
    header: readHeader(fields, mark),
    allow,
    irreversible,
  }
}

function stated(reason: string, at: Location): Location {
  if (reason !== '') return at
  throw commentError(at, 'slipway:irreversible gives no reason', '// slipway:irreversible why it cannot be undone')
}
