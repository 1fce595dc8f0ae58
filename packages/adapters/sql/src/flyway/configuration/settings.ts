import type { FlywayLocation } from './find-locations.ts'

/** A placeholder's value, and whether it may be seen. */
export interface FlywayPlaceholder {
  readonly value: string
  readonly secret?: boolean
}

/** All of Flyway's settings that matter here, with its defaults filled in. Holds the password: never shown. */
export interface FlywaySettings {
  /** Files they were read from, relative to the project. */
  readonly files: readonly string[]
  readonly locations: readonly FlywayLocation[]
  readonly elsewhere: readonly string[]
  /** `undefined`: nobody stated it, so that it is told from the files. */
  readonly versionPrefix: string | undefined
  readonly undoPrefix: string
  readonly repeatablePrefix: string
  readonly separator: string
  readonly suffixes: readonly string[]
  readonly encoding: string
  /** Those that are stated, and Flyway's own as far as they are known without a connection. */
  readonly placeholders: Readonly<Record<string, FlywayPlaceholder>>
  /** The one of Flyway's own that stands for the script's name. */
  readonly fileNamePlaceholder: string
  /** The one that stands for the moment. */
  readonly timePlaceholder: string
  readonly placeholderPrefix: string
  readonly placeholderSuffix: string
  readonly placeholderReplacement: boolean
  readonly table: string
  /** Where the table is: the first of the schemas, unless another is stated. `undefined`: the connection's own. */
  readonly schema: string | undefined
  readonly schemas: readonly string[]
  readonly createSchemas: boolean
  readonly outOfOrder: boolean
  readonly group: boolean
  /** Flyway fails where a file's name is none that its edition knows: U files, in the community's. */
  readonly validateNames: boolean
  readonly executeInTransaction: boolean
  readonly baselineOnMigrate: boolean
  readonly baselineVersion: string
  readonly baselineDescription: string
  readonly installedBy: string | undefined
  readonly url: string | undefined
  readonly user: string | undefined
  readonly password: string | undefined
}
