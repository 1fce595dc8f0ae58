import type { ObjectId, ServerFacts, Where } from '@slipway/core'

/** `1 migration`, `2 migrations`. */
export function count(amount: number, word: string, many = `${word}s`): string {
  return `${number(amount)} ${amount === 1 ? word : many}`
}

/** `12,400,000`. Written here, since the first number that `Intl` formats takes 10 ms. */
export function number(amount: number): string {
  return String(Math.round(amount)).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}

/** A time in the unit that people would use: `38 ms`, `1.9 s`, `69 s`, `3 min 12 s`, `2 h 5 min`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1000
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`
  if (seconds < 120) return `${Math.round(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  const rest = (amount: number, unit: string) => (amount === 0 ? '' : ` ${amount} ${unit}`)
  if (minutes < 120) return `${minutes} min${rest(Math.floor(seconds % 60), 's')}`
  return `${Math.floor(minutes / 60)} h${rest(minutes % 60, 'min')}`
}

/** A limit, where zero means none. */
export function limit(milliseconds: number): string {
  return milliseconds === 0 ? 'no limit' : duration(milliseconds)
}

/** `2026-11-22 10:43` of an ISO 8601 moment, in UTC. */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}`
}

/** Bytes in the unit that people would use. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let amount = bytes
  let unit = 0
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000
    unit++
  }
  return `${Number(amount.toFixed(amount < 10 && unit > 0 ? 1 : 0))} ${units[unit]}`
}

/** The first eight characters of a hash. */
export function short(hash: string): string {
  return hash.slice(0, 8)
}

/** An object as people say it: `column:public.orders.status` is `orders.status`. */
export function objectName(object: ObjectId): string {
  const name = object.slice(object.indexOf(':') + 1)
  return name.startsWith('public.') ? name.slice('public.'.length) : name
}

/** Every line moved right. Empty lines stay empty. */
export function indent(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(by))
}

/** A statement on one line, cut after `width` characters. */
export function oneLine(text: string, width = 100): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim().replace(/;$/, '')
  return flat.length <= width ? flat : `${flat.slice(0, width - 1).trimEnd()}…`
}

/** A text on several lines, none longer than `width` unless a word is. */
export function wrap(text: string, width = 100): string {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.join('\n')
}

/** Two columns: the left one padded to the widest, if that is not too wide. */
export function columns(rows: readonly (readonly [left: string, right: string])[], most = 60): readonly string[] {
  const width = Math.min(most, Math.max(0, ...rows.filter(([, right]) => right !== '').map(([left]) => left.length)))
  return rows.map(([left, right]) => (right === '' ? left : `${left.padEnd(width)}   ${right}`))
}

const flavors: Readonly<Record<string, string>> = {
  postgres: 'PostgreSQL',
  pglite: 'PostgreSQL',
  mysql: 'MySQL',
  mariadb: 'MariaDB',
  mongodb: 'MongoDB',
}

/** `PostgreSQL 16.14`. */
export function serverName(server: ServerFacts): string {
  const embedded = server.flavor === 'pglite' ? ', embedded' : ''
  return `${flavors[server.flavor] ?? server.flavor} ${server.version}${embedded}`
}

/** ` --target NAME`, for commands to paste. Empty when none was named. */
export function targetFlag(target: string | undefined): string {
  return target === undefined ? '' : ` --target ${target}`
}

/** The first line of every answer: target, server, database. */
export function heading(where: Where): string {
  return [where.target, serverName(where.server), where.address].join(' · ')
}
