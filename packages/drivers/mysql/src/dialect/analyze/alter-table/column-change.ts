import type { ColumnDefinition } from '../../read/definitions.ts'
import { labels } from './columns.ts'

/** What MODIFY or CHANGE does to how a column is kept. */
export interface ColumnChange {
  /**
   * `same` · `longer`: more room, kept as before · `longer-length`: more room, and its length takes two bytes now ·
   * `labels`: ENUM or SET with labels added at the end · `other`: every value is written anew.
   */
  readonly type: 'same' | 'longer' | 'longer-length' | 'labels' | 'other'
  /** Bytes that a value could take before, of VARCHAR and VARBINARY. */
  readonly bytesBefore: number
  /** `same` · `collation`: the same bytes, another order · `wider`: utf8mb3 to utf8mb4 · `other`. */
  readonly charset: 'same' | 'collation' | 'wider' | 'other'
  readonly nullability: 'same' | 'to-null' | 'to-not-null'
  readonly generated: 'none' | 'same' | 'changed'
  readonly autoIncrement: 'same' | 'added' | 'dropped'
}

/** Bytes that one character may take. */
const widths: Readonly<Record<string, number>> = {
  utf8mb4: 4,
  utf8mb3: 3,
  utf8: 3,
  utf16: 4,
  utf32: 4,
  ucs2: 2,
  gb18030: 4,
  gbk: 2,
  sjis: 2,
  big5: 2,
  ujis: 3,
}

/** The charset that a collation belongs to. */
function charsetOf(column: ColumnDefinition, otherwise: string | undefined): string | undefined {
  const said = column.charset ?? column.collation?.split('_')[0]
  const name = said === undefined ? otherwise : said.toLowerCase()
  return name === 'utf8' ? 'utf8mb3' : name
}

interface Sized {
  readonly base: string
  readonly size: number
}

function sized(type: string): Sized {
  const match = /^(\w+)(?:\((\d+)\))?$/.exec(type)
  return { base: match?.[1] ?? type, size: Number(match?.[2] ?? 1) }
}

/** Integers have no width of their own; what is written there is for show. */
function plain(type: string): string {
  return type.replace(/^(tinyint|smallint|mediumint|int|bigint|year)\(\d+\)/, '$1').replace(/ zerofill$/, '')
}

/** Bytes that hold an ENUM or SET of so many labels. */
function storage(type: string): number {
  const count = labels(type).length
  if (type.startsWith('enum')) return count < 256 ? 1 : 2
  return count > 32 ? 8 : Math.ceil(count / 8)
}

function typeChange(from: ColumnDefinition, to: ColumnDefinition, charset: string | undefined): ColumnChange['type'] {
  if (plain(from.type) === plain(to.type)) return 'same'
  const family = /^(enum|set)\(/.exec(from.type)?.[1]
  if (family !== undefined && to.type.startsWith(family)) {
    const [old, next] = [labels(from.type), labels(to.type)]
    const appended = old.every((label, index) => next[index] === label)
    return appended && storage(from.type) === storage(to.type) ? 'labels' : 'other'
  }
  const [one, two] = [sized(from.type), sized(to.type)]
  if (one.base !== two.base || !/^(varchar|varbinary)$/.test(one.base) || two.size < one.size) return 'other'
  return bytesOf(from, charset) <= 255 && bytesOf(to, charset) > 255 ? 'longer-length' : 'longer'
}

const isText = (type: string): boolean => /^(char|varchar|(tiny|medium|long)?text|enum|set)\b/.test(type)

function bytesOf({ type }: ColumnDefinition, charset: string | undefined): number {
  const { base, size } = sized(type)
  return size * (base === 'varbinary' ? 1 : (widths[charset ?? ''] ?? 1))
}

/** Compares a column with what it is to become; `tableCollation` holds where the new one says nothing. */
export function columnChange(
  from: ColumnDefinition,
  to: ColumnDefinition,
  tableCollation: string | undefined,
): ColumnChange {
  const tableCharset = tableCollation?.split('_')[0]
  const [old, next] = [charsetOf(from, tableCharset), charsetOf(to, tableCharset)]
  const text = isText(from.type) && isText(to.type)
  const collations = [from.collation ?? (from.charset === undefined ? tableCollation : undefined), to.collation]
  const meant = collations[1] ?? (to.charset === undefined ? tableCollation : undefined)
  const sameCollation = collations[0] === undefined || meant === undefined || collations[0] === meant
  const charset = !text
    ? 'same'
    : old === next
      ? sameCollation
        ? 'same'
        : 'collation'
      : old === 'utf8mb3' && next === 'utf8mb4'
        ? 'wider'
        : old === undefined || next === undefined
          ? 'same'
          : 'other'
  const nullable = (column: ColumnDefinition): boolean => column.nullable !== false && column.key !== 'primary'
  const changes = nullable(from) !== nullable(to)
  const bothGenerated = from.generated !== undefined && to.generated !== undefined
  return {
    type: typeChange(from, to, next),
    bytesBefore: bytesOf(from, next),
    charset,
    nullability: !changes ? 'same' : nullable(to) ? 'to-null' : 'to-not-null',
    generated:
      from.generated === undefined && to.generated === undefined
        ? 'none'
        : bothGenerated && sameExpression(from, to)
          ? 'same'
          : 'changed',
    autoIncrement: from.autoIncrement === to.autoIncrement ? 'same' : to.autoIncrement ? 'added' : 'dropped',
  }
}

/** The server writes expressions in its own way: backticks, blanks and outer parentheses are its own. */
function sameExpression(from: ColumnDefinition, to: ColumnDefinition): boolean {
  const bare = (column: ColumnDefinition): string =>
    (column.generated?.expression ?? '').replaceAll(/[`\s()]/g, '').toLowerCase()
  return bare(from) === bare(to) && from.generated?.stored === to.generated?.stored
}
