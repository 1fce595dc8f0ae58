import { hazards } from '../../errors/hazards.ts'
import type { Allowance, Location } from '../../contract/index.ts'
import { didYouMean } from './did-you-mean.ts'
import { commentError } from './comment-error.ts'

/** What begins a comment in a migration's own language. */
export type CommentMark = '--' | '//'

/** Fields of a header: `-- reason: why`, or as a directive `-- slipway:transaction never`. */
export const fieldNames = ['reason', 'tags', 'requires', 'after', 'phase', 'transaction'] as const
const directiveNames = ['allow', 'assert', 'backfill', 'gate', 'idempotent', 'irreversible'] as const

export type FieldName = (typeof fieldNames)[number]
export type DirectiveName = (typeof directiveNames)[number]

export interface Field {
  readonly kind: 'field'
  readonly name: FieldName
  readonly value: string
  readonly at: Location
  /** Written as a directive, so surely meant. */
  readonly stated: boolean
}

export interface Directive {
  readonly kind: 'directive'
  readonly name: DirectiveName
  readonly value: string
  readonly at: Location
}

/** What one comment line says to Slipway; `undefined` for prose. Throws `SW-SYNTAX` for a `slipway:` that is not known. */
export function readComment(text: string, at: Location): Field | Directive | undefined {
  const directive = /^slipway:\s*([\w-]*)\s*(.*)$/s.exec(text)
  if (directive !== null) {
    const [, name = '', rest = ''] = directive
    const value = rest.trim()
    if (isOneOf(name, directiveNames)) return { kind: 'directive', name, value, at }
    if (isOneOf(name, fieldNames)) return { kind: 'field', name, value: value.replace(/^:\s*/, ''), at, stated: true }
    const known = [...directiveNames, ...fieldNames]
    const near = didYouMean(name, known)
    throw commentError(
      at,
      `there is no directive slipway:${name}`,
      near === undefined ? `directives: ${known.join(', ')}` : `did you mean slipway:${near}?`,
    )
  }
  const field = /^([a-z]+):\s*(.*)$/s.exec(text)
  const name = field?.[1] ?? ''
  return isOneOf(name, fieldNames)
    ? { kind: 'field', name, value: (field?.[2] ?? '').trim(), at, stated: false }
    : undefined
}

function isOneOf<const Name extends string>(name: string, names: readonly Name[]): name is Name {
  return (names as readonly string[]).includes(name)
}

/** `CODE reason`. */
export function readAllowance(value: string, at: Location, mark: CommentMark = '--'): Allowance {
  const [, code = '', reason = ''] = /^(\S*)\s*(.*)$/s.exec(value) ?? []
  if (!Object.hasOwn(hazards, code)) {
    const near = didYouMean(code, Object.keys(hazards))
    throw commentError(
      at,
      code === '' ? 'slipway:allow names no hazard' : `there is no hazard ${code}`,
      near === undefined
        ? `${mark} slipway:allow CODE reason   with a CODE as slipway plan shows it`
        : `did you mean ${near}?`,
    )
  }
  if (reason === '') {
    throw commentError(
      at,
      `slipway:allow ${code} gives no reason`,
      `${mark} slipway:allow ${code} why this is all right here`,
    )
  }
  return { code, reason, at }
}

/** `name why`. */
export function readGate(
  value: string,
  at: Location,
  mark: CommentMark = '--',
): { readonly gate: string; readonly why: string } {
  const [, gate = '', why = ''] = /^(\S*)\s*(.*)$/s.exec(value) ?? []
  if (!/^[A-Za-z0-9][\w.-]*$/.test(gate) || why === '') {
    throw commentError(
      at,
      'slipway:gate needs a name and why a run waits there',
      `${mark} slipway:gate readers-deployed all readers must know the new column`,
    )
  }
  return { gate, why }
}

/** `key=value key="a value"`. */
export function readBackfillOptions(
  value: string,
  at: Location,
  mark: CommentMark = '--',
): Readonly<Record<string, string>> {
  const options: Record<string, string> = {}
  const rest = value.replace(
    /([A-Za-z][\w.-]*)=(?:"([^"]*)"|(\S+))\s*/g,
    (_, key: string, quoted?: string, plain?: string) => {
      options[key] = quoted ?? plain ?? ''
      return ''
    },
  )
  if (rest.trim() !== '') {
    throw commentError(
      at,
      `slipway:backfill cannot be read from: ${rest.trim()}`,
      `${mark} slipway:backfill key=value key="a value"`,
    )
  }
  return options
}
