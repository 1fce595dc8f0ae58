import type { Adapter } from './adapter.ts'
import type { Plugin } from './plugin.ts'

/** A factory's call as it stands in `slipway.config.ts`. */
export interface WrittenCall {
  /** Npm package that exports the factory. */
  readonly package: string
  readonly factory: string
  /** The arguments, without a secret: `{ url: process.env.DATABASE_URL }`. */
  readonly source: string
  /** `await ` stands before it. */
  readonly awaited?: boolean
}

/** The same with the values of its arguments, to be called while nothing is written yet. */
export interface FactoryCall extends WrittenCall {
  /** May hold secrets; never shown. */
  readonly options: Readonly<Record<string, unknown>>
}

/** A database of a found project. */
export interface FoundTarget {
  /** The framework's own word for it (`staging`), or `default`. */
  readonly name: string
  /** Where its own settings were read, where that is not the same for all: `environment "staging" of knexfile.ts`. */
  readonly configuration?: string
  readonly driver: FactoryCall
  /** Reads the files and carries the bridge of this one, where its settings are not the project's; and its source text. */
  readonly own?: { readonly adapter: Adapter; readonly source: string }
}

/** A framework's project in a folder. */
export interface FoundProject {
  /** As the first line of `slipway adopt` says it: `knex 3.3.0`. */
  readonly title: string
  /** Where its settings were read: `environment "staging" of knexfile.ts`. */
  readonly configuration: string
  /** Files that are code and were loaded to find this out. Migration files never are. */
  readonly loaded: readonly string[]
  /** False when this version of the framework was not tested. */
  readonly tested: boolean
  /** Reads the files, and carries the bridge. */
  readonly adapter: Adapter
  /**
   * Reads the same files and asks the framework's own tool for the SQL of those that are code, where only that can tell: for
   * `slipway import`. Nothing is sent to a database.
   */
  readonly converting?: Adapter
  /** The adapter's. */
  readonly call: WrittenCall
  readonly targets: readonly FoundTarget[]
  /** What its files are, in one line: `300 in db/migrations (214 .js, 86 .ts)`. */
  readonly files: string
  readonly notices: readonly string[]
  /** What changes on day one, and how to keep what was, a sentence each. */
  readonly dayOne: readonly string[]
}

/** What finding rests on. */
export interface FindContext {
  /** Absolute path. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Finds a framework's project for `slipway adopt` and `slipway import`. A package exports it under any name; it is found by
 * its kind among the exports of the adapters that a project has installed.
 */
export interface ProjectFinder extends Plugin<'project-finder'> {
  /** `undefined` where there is no such project. Throws the loader's own error when a configuration that is code fails. */
  find(context: FindContext): Promise<FoundProject | undefined>
}
