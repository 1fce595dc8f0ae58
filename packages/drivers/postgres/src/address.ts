import type { PostgresOptions } from './options.ts'

const chosen = (options: PostgresOptions): string | undefined => options.directUrl || options.url || undefined

function parse(url: string): URL | undefined {
  try {
    return new URL(url)
  } catch {
    return undefined
  }
}

/** Undoes percent-encoding; a text in which a `%` stands for itself is left as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const parameter = (url: URL | undefined, name: string): string | undefined => url?.searchParams.get(name) ?? undefined

/** Where the driver connects to, for people: `db-main:5432/shop`. Never holds a secret. */
export function addressOf(options: PostgresOptions): string {
  const text = chosen(options)
  const url = text === undefined ? undefined : parse(text)
  if (text !== undefined && url === undefined) return 'an address that is not a URL'
  const host = url?.hostname || parameter(url, 'host') || options.host || 'localhost'
  const port = url?.port || parameter(url, 'port') || options.port || 5432
  const database = decoded(url?.pathname.slice(1) ?? '') || options.database || ''
  return `${host}:${port}${database === '' ? '' : `/${database}`}`
}
