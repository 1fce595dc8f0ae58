import type { MongodbOptions } from '../options.ts'

/** The hosts, database and parameters of a connection string. The client's own type cannot hold several hosts and a database at once. */
export interface UrlParts {
  readonly hosts: string
  readonly database: string
  readonly user: string
  readonly password: string
  readonly scheme: string
  readonly query: string
}

const shape = /^(mongodb(?:\+srv)?):\/\/(?:([^@/?]*)@)?([^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/

/** Takes a connection string apart; `undefined` for what is none. A `%` that encodes nothing makes it none. */
export function urlParts(url: string): UrlParts | undefined {
  const [, scheme, userinfo = '', hosts, path = '', query = ''] = shape.exec(url) ?? []
  if (scheme === undefined || hosts === undefined) return undefined
  const colon = userinfo.indexOf(':')
  const [user, password] = colon < 0 ? [userinfo, ''] : [userinfo.slice(0, colon), userinfo.slice(colon + 1)]
  try {
    return {
      scheme,
      hosts,
      database: decodeURIComponent(path),
      user: decodeURIComponent(user),
      password: decodeURIComponent(password),
      query,
    }
  } catch {
    return undefined
  }
}

/** Puts a connection string together again. */
export function toUrl({ scheme, hosts, database, user, password, query }: UrlParts): string {
  const secret = password === '' ? '' : `:${encodeURIComponent(password)}`
  const who = user === '' ? '' : `${encodeURIComponent(user)}${secret}@`
  return `${scheme}://${who}${hosts}/${encodeURIComponent(database)}${query === '' ? '' : `?${query}`}`
}

/** Where the driver connects to, for people: `db1:27017,db2:27017/shop`. Never holds a secret. */
export function addressOf(options: MongodbOptions): string {
  const parts = options.url ? urlParts(options.url) : undefined
  if (options.url && parts === undefined) return 'an address that is not a URL'
  const database = options.database ?? parts?.database ?? ''
  return `${parts?.hosts ?? 'no host'}${database === '' ? '' : `/${database}`}`
}
