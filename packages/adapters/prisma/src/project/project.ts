/** The databases that Prisma migrates and Slipway knows. */
export type Provider = 'postgresql' | 'mysql'

/** Where a setting's value comes from, as Prisma's schema or configuration says it. */
export type Setting =
  | { readonly kind: 'value'; readonly value: string }
  /** Read when it is needed: the environment of one command is not that of another. */
  | { readonly kind: 'env'; readonly name: string }

/** A `.prisma` file. */
export interface SchemaFile {
  /** Absolute. */
  readonly path: string
  readonly text: string
}

/** A Prisma project, as its configuration and schema describe it. Migration files are not read for it. */
export interface PrismaProject {
  /** Absolute. */
  readonly cwd: string
  /** Of the `prisma` that is installed; `undefined` where none is. */
  readonly version: string | undefined
  /** Absolute path of a configuration that was loaded: it is code. */
  readonly configFile: string | undefined
  /** Absolute: a file, or a folder of them. */
  readonly schemaPath: string
  readonly schemaFiles: readonly SchemaFile[]
  readonly provider: Provider
  /** Absent where nothing names one. */
  readonly url: Setting | undefined
  /** What Prisma's migrations use in place of `url`, where it goes through a pooler. */
  readonly directUrl: Setting | undefined
  readonly shadowDatabaseUrl: Setting | undefined
  /** Absolute. Need not exist yet. */
  readonly migrations: string
  /** SQL that makes what others manage, before the first migration is replayed. */
  readonly initShadowDb: string | undefined
  /** Tables and enums that Prisma leaves alone, as its configuration names them. */
  readonly external: { readonly tables: readonly string[]; readonly enums: readonly string[] }
}
