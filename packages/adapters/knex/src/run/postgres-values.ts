import type { Json } from '@slipway/core/plugin'

const pad = (value: number, length = 2): string => String(value).padStart(length, '0')

/** As the client writes it: local time with its offset. */
function dateText(date: Date): string {
  const offset = -date.getTimezoneOffset()
  const year = date.getFullYear()
  const clock = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`
  const zone = `${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`
  const isBefore = year < 1
  const shown = pad(isBefore ? Math.abs(year) + 1 : year, 4)
  return `${shown}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${clock}${zone}${isBefore ? ' BC' : ''}`
}

function arrayText(values: readonly unknown[]): string {
  const items = values.map((value) => {
    if (value === null || value === undefined) return 'NULL'
    if (Array.isArray(value)) return arrayText(value)
    return `"${String(postgresValue(value)).replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`
  })
  return `{${items.join(',')}}`
}

/** A value as text that the server reads as it reads what the client pg sends (pg/lib/utils.js). */
export function postgresValue(value: unknown): Json {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return scalar(value)
  if (value instanceof Date) return dateText(value)
  if (ArrayBuffer.isView(value)) {
    return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
  }
  if (Array.isArray(value)) return arrayText(value)
  if (typeof value !== 'object') return String(value)
  const { toPostgres } = value as { readonly toPostgres?: unknown }
  if (typeof toPostgres === 'function') return postgresValue(toPostgres.call(value, postgresValue))
  return JSON.stringify(value)
}

/** What JSON has no form for goes as text: NaN and the infinities. */
function scalar(value: boolean | number | string): Json {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}
