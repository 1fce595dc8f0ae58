import type { ClientConfig } from 'pg'

/** A PostgreSQL URL in parts, so that another database of the same server is never mistaken for the one in the URL. */
export interface ConnectionParts {
  readonly config: ClientConfig
  readonly database: string
  /** Of the `schema` parameter, which is Prisma's own. */
  readonly schema: string
}

/** Takes a PostgreSQL URL apart. */
export function connectionParts(url: string): ConnectionParts {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  return {
    config: {
      host: hostname,
      port: Number(port || 5432),
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
    },
    database: decodeURIComponent(pathname.slice(1)),
    schema: searchParams.get('schema') ?? 'public',
  }
}
