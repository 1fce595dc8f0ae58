import type { Session } from '../contract/driver.ts'
import type { Json } from '../contract/plugin.ts'
import type { Schema } from '../contract/schema.ts'
import type { ReleasePlan } from '../release/release-plan.ts'
import type { Workspace } from '../config/workspace.ts'

/** One value kept beside the journal. Not part of the history. */
export interface Kept<T> {
  read(): Promise<T | undefined>
  write(value: T): Promise<void>
  clear(): Promise<void>
}

/** The plan that a release over several stores was begun with, kept in its coordinator until it ends. */
export function keptRelease(workspace: Workspace, session: Session, release: string): Kept<ReleasePlan> {
  return kept(workspace, session, `release:${release}`)
}

/** The schema that the last run left. */
export function keptSchema(workspace: Workspace, session: Session): Kept<Schema> {
  return kept(workspace, session, 'schema')
}

/** The schema that a batch found. */
export function keptSchemaBefore(workspace: Workspace, session: Session, batch: number): Kept<Schema> {
  return kept(workspace, session, `schema-before:${batch}`)
}

/** A value under a key. */
export function kept<T>({ driver, project }: Workspace, session: Session, key: string): Kept<T> {
  const checkpoints = driver.checkpoints(session, project)
  return {
    read: async () => {
      const value: unknown = await checkpoints.read(key)
      return value as T | undefined
    },
    write: (value) => {
      const json: unknown = value
      return checkpoints.write(session, key, json as Json)
    },
    clear: () => checkpoints.clear(key),
  }
}
