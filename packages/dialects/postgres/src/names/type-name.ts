import type { Node, TypeName } from 'libpg-query'
import { as, strings } from '../grammar/ast.ts'
import { quoteIdentifier } from './quote-identifier.ts'

/** Internal names of types that `format_type` shows by their SQL name. */
const spelled: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  varchar: 'character varying',
  bpchar: 'character',
  varbit: 'bit varying',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  time: 'time without time zone',
  timetz: 'time with time zone',
}

const builtIn: ReadonlySet<string> = new Set(
  `${Object.keys(spelled).join(' ')} text numeric uuid json jsonb jsonpath date interval bytea bit char name oid xml money inet
  cidr macaddr macaddr8 point line lseg box path polygon circle tsvector tsquery int4range int8range numrange tsrange
  tstzrange daterange int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange regclass
  regproc regprocedure regtype regrole regnamespace regoper regoperator regconfig regdictionary regcollation pg_lsn
  txid_snapshot pg_snapshot xid xid8 cid tid int2vector oidvector trigger event_trigger void record any anyelement
  anyarray anynonarray anyenum anyrange anymultirange anycompatible anycompatiblearray anycompatiblenonarray
  anycompatiblerange cstring internal language_handler fdw_handler refcursor unknown`.split(/\s+/),
)

const serials: Readonly<Record<string, string>> = {
  serial: 'integer',
  serial4: 'integer',
  bigserial: 'bigint',
  serial8: 'bigint',
  smallserial: 'smallint',
  serial2: 'smallint',
}

/** The whole range of an interval, as the grammar writes it when only a precision was given. */
const FULL_INTERVAL = 32767

function typmods(nodes: readonly Node[] | undefined): readonly number[] {
  return (nodes ?? []).flatMap((node) => {
    const constant = as(node, 'A_Const') as { ival?: { ival?: number } } | undefined
    return constant?.ival === undefined ? [] : [constant.ival.ival ?? 0]
  })
}

/** True for serial, bigserial and smallserial, which are an integer with a sequence of its own. */
export function isSerial(type: TypeName | undefined): boolean {
  const names = strings(type?.names)
  return names.length === 1 && serials[names[0] ?? ''] !== undefined
}

/**
 * The type as `format_type` writes it. A type that is not built in gets the schema it was written with, or `schema`.
 * Argument lists of functions take no modifier: `withModifier` is false for them.
 */
export function typeText(type: TypeName | undefined, schema: string, withModifier = true): string {
  const names = strings(type?.names)
  const name = names.at(-1) ?? ''
  const array = (type?.arrayBounds?.length ?? 0) > 0 ? '[]' : ''
  const qualifier = names.length > 1 ? names.at(-2) : undefined
  if (qualifier === undefined && serials[name] !== undefined) return `${serials[name]}${array}`
  const isBuiltIn = qualifier === 'pg_catalog' || (qualifier === undefined && builtIn.has(name))
  const modifiers = withModifier ? typmods(type?.typmods) : []
  if (!isBuiltIn) {
    const suffix = modifiers.length > 0 ? `(${modifiers.join(',')})` : ''
    return `${quoteIdentifier(qualifier ?? schema)}.${quoteIdentifier(name)}${suffix}${array}`
  }
  if (name === 'interval') {
    const precision = modifiers[0] === FULL_INTERVAL ? modifiers[1] : undefined
    return `interval${precision === undefined ? '' : `(${precision})`}${array}`
  }
  const text = name === 'char' ? '"char"' : (spelled[name] ?? name)
  if (modifiers.length === 0) return `${text}${array}`
  const [head = text, ...tail] = text.startsWith('time') ? text.split(' ') : [text]
  return `${[`${head}(${modifiers.join(',')})`, ...tail].join(' ')}${array}`
}
