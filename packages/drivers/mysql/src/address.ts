import type { MysqlOptions } from './options.ts'

function parse(url: string): URL | undefined {
  try {
    return new URL(url)
  } catch {
    return undefined
  }
}

/** Undoes percent-encoding; a text in which a `%` stands for itself is left as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Where the driver connects to, for people: `db-main:3306/shop`. Never holds a secret. */
export function addressOf(options: MysqlOptions): string {
  const text = options.directUrl || options.url || undefined
  const url = text === undefined ? undefined : parse(text)
  if (text !== undefined && url === undefined) return 'an address that is not a URL'
  const place =
    options.socketPath ?? `${url?.hostname || options.host || 'localhost'}:${url?.port || options.port || 3306}`
  const database = decoded(url?.pathname.slice(1) ?? '') || options.database || ''
  return `${place}${database === '' ? '' : `/${database}`}`
}
