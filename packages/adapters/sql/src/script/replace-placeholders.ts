import { SlipwayError } from '@slipway/core'
import type { Placeholder, ResolvedOptions } from '../options.ts'

/** A placeholder that has no usable value. Harmless in a comment, an error inside a statement. */
export interface Hole {
  readonly name: string
  /** In the replaced text. */
  readonly start: number
  readonly why: 'no-value' | 'no-variable' | 'secret'
  /** The environment variable that is not set. */
  readonly variable?: string
}

export interface Replaced {
  readonly text: string
  readonly holes: readonly Hole[]
  /** Offset in the replaced text → offset in the original. */
  original(offset: number): number
}

interface Edit {
  readonly from: number
  readonly length: number
  readonly to: number
  readonly newLength: number
}

const none: readonly Hole[] = []
const same = (offset: number): number => offset

/** Puts values in. What has none gets a word of the same length, so that the text can still be split. */
export function replacePlaceholders(text: string, enabled: boolean, options: ResolvedOptions): Replaced {
  const { placeholderPrefix: prefix, placeholderSuffix: suffix } = options
  if (!enabled || !text.includes(prefix)) return { text, holes: none, original: same }
  const edits: Edit[] = []
  const holes: Hole[] = []
  let out = ''
  let cursor = 0
  for (let from = text.indexOf(prefix); from >= 0; from = text.indexOf(prefix, cursor)) {
    const end = text.indexOf(suffix, from + prefix.length)
    if (end < 0) break
    const name = text.slice(from + prefix.length, end).trim()
    const length = end + suffix.length - from
    out += text.slice(cursor, from)
    cursor = from + length
    if (name.includes('\n')) {
      out += text.slice(from, cursor)
      continue
    }
    const resolved = resolve(name, options.placeholders)
    const value = typeof resolved === 'string' ? resolved : 'x'.repeat(length)
    if (typeof resolved !== 'string') holes.push({ name, start: out.length, ...resolved })
    edits.push({ from, length, to: out.length, newLength: value.length })
    out += value
  }
  return { text: out + text.slice(cursor), holes, original: (offset) => originalOffset(edits, offset) }
}

function originalOffset(edits: readonly Edit[], offset: number): number {
  let shift = 0
  for (const edit of edits) {
    if (offset < edit.to) break
    if (offset < edit.to + edit.newLength) return edit.from
    shift = edit.from + edit.length - (edit.to + edit.newLength)
  }
  return offset + shift
}

function resolve(
  name: string,
  placeholders: Readonly<Record<string, Placeholder>>,
): string | Omit<Hole, 'name' | 'start'> {
  const placeholder = lookUp(name, placeholders)
  if (placeholder === undefined) return { why: 'no-value' }
  if (typeof placeholder === 'string') return soundsSecret(name) ? { why: 'secret' } : placeholder
  if ('value' in placeholder) return (placeholder.secret ?? soundsSecret(name)) ? { why: 'secret' } : placeholder.value
  if (placeholder.secret ?? true) return { why: 'secret' }
  return process.env[placeholder.env] ?? { why: 'no-variable', variable: placeholder.env }
}

function lookUp(name: string, placeholders: Readonly<Record<string, Placeholder>>): Placeholder | undefined {
  if (Object.hasOwn(placeholders, name)) return placeholders[name]
  return Object.entries(placeholders).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
}

function soundsSecret(name: string): boolean {
  return /passw|passphrase|secret|token|credential|private.?key|api.?key|(^|[^a-z])(pwd|pass|key)$/i.test(name)
}

/** The error for a placeholder that a statement uses and that has no usable value. Never holds a value. */
export function holeError(
  hole: Hole,
  at: { readonly file: string; readonly line: number },
  options: ResolvedOptions,
): SlipwayError {
  const written = options.placeholderPrefix + hole.name + options.placeholderSuffix
  const where = `${at.file}:${at.line}: ${written}`
  const details = { file: at.file, line: at.line, placeholder: hole.name }
  if (hole.why === 'secret') {
    return new SlipwayError(
      'SW-TEMPLATE',
      `${where} is secret, and a statement is kept as text in plans, in the journal and in the server's log. Nothing was changed.`,
      {
        hint:
          `set it outside of migrations   (ALTER ROLE … PASSWORD by the tool that owns the secret; CREATE ROLE here without one)\n` +
          `placeholders: { '${hole.name}': { …, secret: false } }   states that it may be seen`,
        details,
      },
    )
  }
  const why =
    hole.why === 'no-variable'
      ? `is read from the environment variable ${hole.variable}, which is not set`
      : 'has no value'
  return new SlipwayError('SW-TEMPLATE', `${where} ${why}. Nothing was changed.`, {
    hint: `placeholders: { '${hole.name}': '…' }   in the options of sql()\nplaceholderReplacement: false   sends scripts as they are`,
    details,
  })
}
