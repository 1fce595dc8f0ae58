import type { FoundProject, ImportedRow, NewFile, Where, WrittenCall } from '@slipway/core'

/** What an import would do, before anybody is asked. */
export interface ImportProposal {
  readonly where: Where
  /** The tool's name. */
  readonly tool: string
  readonly project: FoundProject
  /** How many migrations the tool has. */
  readonly migrations: number
  readonly folder: string
  /** Those that are not there yet. */
  readonly files: readonly NewFile[]
  /** How many files the migrations make. */
  readonly total: number
  readonly refused: readonly { readonly id: string; readonly why: string }[]
  /** What the tool's history table says; absent where nothing here reads it. */
  readonly history?: {
    readonly table: string
    readonly rows: readonly ImportedRow[]
    readonly unknown: readonly string[]
  }
  readonly notices: readonly string[]
  /** Reads the files. */
  readonly call: WrittenCall
  /** The configuration that would be written; absent where there is one. */
  readonly config?: NewFile
  readonly variables: readonly string[]
}
