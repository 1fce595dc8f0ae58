/** A column as the client describes it. */
export interface Column {
  readonly name: string
  /** Number of the type in the protocol. */
  readonly columnType?: number
  readonly type?: number
  /** MariaDB's JSON is text that says so. */
  readonly extendedFormat?: string
  readonly table?: string
  readonly schema?: string
  readonly columnLength?: number
}

/** What a project's `connection` says about how values are read; the client's own options. */
export interface ReadOptions {
  readonly timezone?: string
  readonly dateStrings?: boolean | readonly string[]
  readonly jsonStrings?: boolean
  readonly supportBigNumbers?: boolean
  readonly bigNumberStrings?: boolean
  readonly decimalNumbers?: boolean
  readonly typeCast?: unknown
}

type Cast = (field: Readonly<Record<string, unknown>>, next: () => unknown) => unknown

const names: Readonly<Record<number, string>> = {
  0: 'DECIMAL',
  1: 'TINY',
  2: 'SHORT',
  3: 'LONG',
  4: 'FLOAT',
  5: 'DOUBLE',
  7: 'TIMESTAMP',
  8: 'LONGLONG',
  9: 'INT24',
  10: 'DATE',
  11: 'TIME',
  12: 'DATETIME',
  13: 'YEAR',
  15: 'VARCHAR',
  16: 'BIT',
  245: 'JSON',
  246: 'NEWDECIMAL',
  247: 'ENUM',
  248: 'SET',
  249: 'TINY_BLOB',
  250: 'MEDIUM_BLOB',
  251: 'LONG_BLOB',
  252: 'BLOB',
  253: 'VAR_STRING',
  254: 'STRING',
  255: 'GEOMETRY',
}

/** Makes rows what the client mysql2 would have made of them under a project's options; Slipway reads dates and JSON as text. */
export function clientRows(rows: unknown, columns: unknown, options: ReadOptions, asArrays: boolean): unknown {
  if (!Array.isArray(rows) || !Array.isArray(columns)) return rows
  if (columns.some((column) => Array.isArray(column))) {
    return rows.map((set: unknown, index) => clientRows(set, columns[index], options, asArrays))
  }
  const described = columns as readonly Column[]
  return rows.map((row: Readonly<Record<string, unknown>>) => {
    const read = described.map((column): [string, unknown] => [
      column.name,
      readValue(row[column.name], column, options),
    ])
    return asArrays ? read.map(([, value]) => value) : Object.fromEntries(read)
  })
}

function readValue(value: unknown, column: Column, options: ReadOptions): unknown {
  const type = names[column.columnType ?? column.type ?? -1] ?? ''
  const meant = column.extendedFormat === 'json' ? 'JSON' : type
  const next = (): unknown => (value === null ? null : plain(value, meant, options))
  if (typeof options.typeCast !== 'function') return next()
  const field = {
    type,
    length: column.columnLength,
    db: column.schema,
    table: column.table,
    name: column.name,
    string: () => (value === null || value === undefined ? null : String(value)),
    buffer: () =>
      value === null || value === undefined ? null : Buffer.isBuffer(value) ? value : Buffer.from(String(value)),
    geometry: () => value,
  }
  return (options.typeCast as Cast)(field, next)
}

function plain(value: unknown, type: string, options: ReadOptions): unknown {
  switch (type) {
    case 'DATE':
    case 'DATETIME':
    case 'TIMESTAMP':
      return isText(type, options) ? value : dateOf(String(value), options.timezone ?? 'local')
    case 'JSON':
      return options.jsonStrings === true || typeof value !== 'string' ? value : (JSON.parse(value) as unknown)
    case 'LONGLONG':
      if (options.supportBigNumbers === true) return options.bigNumberStrings === true ? String(value) : value
      return Number(value)
    case 'DECIMAL':
    case 'NEWDECIMAL':
      return options.decimalNumbers === true ? Number(value) : value
    default:
      return value
  }
}

function isText(type: string, { dateStrings }: ReadOptions): boolean {
  return Array.isArray(dateStrings) ? dateStrings.includes(type) : dateStrings === true
}

/** `YYYY-MM-DD` or `YYYY-MM-DD HH:MM:SS.ffffff`; what is no date (`0000-00-00`) becomes an invalid one, as with the client. */
function dateOf(text: string, timezone: string): Date {
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = ''] =
    /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(?:\.(\d+))?)?/.exec(text) ?? []
  if (year === undefined || month === undefined || day === undefined || month === '00' || day === '00')
    return new Date(Number.NaN)
  if (timezone === 'local') {
    const date = new Date(0)
    date.setFullYear(Number(year), Number(month) - 1, Number(day))
    date.setHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)))
    return date
  }
  const clock = [hour, minute, second].map((part) => part.padStart(2, '0')).join(':')
  return new Date(`${year}-${month}-${day}T${clock}.${fraction.padEnd(3, '0').slice(0, 3)}${timezone}`)
}
