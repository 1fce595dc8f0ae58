import type { Held, Moment } from '../proxy.ts'
import type { Child } from '../child.ts'
import type { Connection } from '../query.ts'
import type { ConfigParts, Files } from '../project.ts'

/** Where one case happens: its own database, project and proxy, on a server whose log shows every statement. */
export interface Scene {
  /** Of the case's own database, not through the proxy. */
  readonly url: string
  /** The folder of the case's project. */
  readonly dir: string
  /** Starts `slipway`; through the proxy unless told otherwise. */
  start(argv: readonly string[], via?: 'proxy' | 'direct'): Child
  /** A connection of the test's own. */
  connect(): Promise<Connection>
  /** Holds the proxied conversation still at a moment. */
  hold(moment: Moment): Promise<Held>
  /** Resolves once the server runs a statement with this text. */
  running(text: string): Promise<void>
  /** Resolves once so many sessions wait for a lock in a statement with this text, or something else comes true. */
  waiting(text: string, sessions?: number, or?: () => boolean): Promise<void>
  /** Kills the server and all its processes. The case then has a server to itself. */
  killServer(): Promise<void>
  restartServer(): Promise<void>
}

/** One strike. Data, so that the suite can list, count and mutate them. */
export interface KillCase {
  /** Stable, in kebab-case. */
  readonly id: string
  readonly title: string
  /** A case that kills its server cannot share it. */
  readonly server: 'shared' | 'own'
  /** Made before anything else, by plain SQL. */
  readonly prepare: readonly string[]
  readonly migrations: Files
  readonly timeouts?: ConfigParts['timeouts']
  /** Commands that run undisturbed before the one that is struck. */
  readonly before?: readonly (readonly string[])[]
  /** The command that is struck; run undisturbed on a database of its own it gives what must come out. */
  readonly command: readonly string[]
  /** What must come out: what the command gives undisturbed, or what was there at the start. */
  readonly expected?: 'undisturbed' | 'start'
  /** Starts the command, strikes, starts recovery where that must overlap, and waits for all that it started. */
  strike(scene: Scene): Promise<void>
  /** Commands that must succeed afterwards. */
  readonly recover: readonly (readonly string[])[]
  /** Statements by their markers; how often each may begin to run. Every one must take effect once. */
  readonly marks: Readonly<Record<string, { readonly starts: number }>>
}
