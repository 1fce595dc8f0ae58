import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { readSteps, SlipwayError } from '@slipway/core'
import type { Dialect, Migration, NewFile } from '@slipway/core/plugin'
import { postgresDialect } from '@slipway/dialect-postgres'
import { sql } from '../src/index.ts'
import type { SqlOptions } from '../src/index.ts'

const dialect: Dialect = await postgresDialect()

/** A project on disk, removed when the test ends. */
export interface Project {
  readonly cwd: string
  write(files: Readonly<Record<string, string | Uint8Array>>): void
  load(options?: SqlOptions): Promise<readonly Migration[]>
  create(
    title: string,
    now: string,
    options?: SqlOptions & { readonly repeatable?: boolean; readonly reason?: string },
  ): Promise<readonly NewFile[]>
  /** The error of loading all that the files say. Fails where there is none. */
  refusal(options?: SqlOptions): Promise<SlipwayError>
}

export function project(files: Readonly<Record<string, string | Uint8Array>> = {}): Project {
  const cwd = mkdtempSync(join(tmpdir(), 'slipway-sql-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
  const write: Project['write'] = (entries) => {
    for (const [path, content] of Object.entries(entries)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true })
      writeFileSync(join(cwd, path), content)
    }
  }
  write(files)
  const load = async (options?: SqlOptions): Promise<readonly Migration[]> => sql(options).load({ cwd, dialect })
  return {
    cwd,
    write,
    load,
    async create(title, now, { repeatable, reason, ...options } = {}) {
      const request = {
        title,
        now: new Date(now),
        ...(repeatable === undefined ? {} : { repeatable }),
        ...(reason === undefined ? {} : { reason }),
      }
      return (await sql(options).create?.(request, { cwd, dialect })) ?? []
    },
    async refusal(options) {
      const error: unknown = await load(options)
        .then(readSteps)
        .then(
          (migrations) => `loaded ${migrations.length}`,
          (reason: unknown) => reason,
        )
      if (error instanceof SlipwayError) return error
      throw error instanceof Error ? error : new Error(`expected a refusal: ${String(error)}`)
    },
  }
}

/** One migration of a file's text. */
export async function only(text: string, options?: SqlOptions): Promise<Migration> {
  const [migration] = await project({ 'migrations/V1__one.sql': text }).load(options)
  if (migration === undefined) throw new Error('nothing was loaded')
  return migration
}

/** The refusal of a file's text. */
export async function refused(text: string, options?: SqlOptions): Promise<SlipwayError> {
  return project({ 'migrations/V1__one.sql': text }).refusal(options)
}
