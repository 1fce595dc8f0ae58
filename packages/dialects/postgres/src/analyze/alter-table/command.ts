import type { AlterTableCmd, AlterTableType } from 'libpg-query'
import type { ObjectId } from '@slipway/core/plugin'
import type { Draft } from '../draft.ts'
import { hazard, lock } from '../draft.ts'
import type { Scope } from '../scope.ts'
import type { Undo } from '../../reverse/undo.ts'
import { sqlName } from '../../names/object-id.ts'

/** One command of an ALTER TABLE with what it is about. */
export interface Command {
  readonly body: AlterTableCmd
  readonly scope: Scope
  readonly table: ObjectId
  /** `ALTER TABLE public.orders`, ready for a command. */
  readonly alter: string
  /** True when the plan made the table, so that nobody else can be using it. */
  readonly fresh: boolean
}

/** What one command contributes. */
export type CommandDraft = Omit<Draft, 'verb'>

export type CommandReader = (command: Command) => CommandDraft

export type CommandReaders = Partial<Readonly<Record<AlterTableType, CommandReader>>>

/** A short change under the strongest lock: no row is read or written. */
export function brief(command: Command, undo: Undo, rest: Omit<CommandDraft, 'undo'> = {}): CommandDraft {
  return { locks: [lock(command.table, 'ACCESS EXCLUSIVE')], undo, ...rest }
}

/** A short change that blocks nobody. */
export function quiet(command: Command, undo: Undo, rest: Omit<CommandDraft, 'undo'> = {}): CommandDraft {
  return { locks: [lock(command.table, 'SHARE UPDATE EXCLUSIVE')], undo, ...rest }
}

/** What a command that writes the whole table anew adds. Nobody minds in a table that the plan itself made. */
export function rewritten(command: Command, message: string): Pick<CommandDraft, 'rewrite' | 'scan' | 'hazards'> {
  const hazards = command.fresh ? [] : [hazard('SW-PG-REWRITE', 'inform', message, command.table)]
  return { rewrite: true, scan: true, hazards }
}

/** The name of the table as people read it. */
export function nameOf(command: Command): string {
  return sqlName(command.table)
}
