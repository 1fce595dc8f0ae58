import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { SlipwayError } from '@slipway/core'
import type { CodeFunction, Dialect, Migration, NewFile, Step } from '@slipway/core/plugin'
import { mongodb } from '@slipway/driver-mongodb'
import { mongodbFiles } from '../src/index.ts'
import type { MongodbFilesOptions } from '../src/index.ts'

const dialect: Dialect = await mongodb({ url: 'mongodb://127.0.0.1/shop' }).dialect()

/** A project on disk, removed when the test ends. */
export interface Project {
  readonly cwd: string
  write(files: Readonly<Record<string, string>>): void
  load(options?: MongodbFilesOptions): Promise<readonly Migration[]>
  create(title: string, now: string, repeatable?: boolean): Promise<readonly NewFile[]>
  /** Loads what a code step names. */
  resolve(step: Step | undefined): Promise<CodeFunction>
  /** The error of loading. Fails where there is none. */
  refusal(options?: MongodbFilesOptions): Promise<SlipwayError>
}

export function project(files: Readonly<Record<string, string>> = {}): Project {
  const cwd = mkdtempSync(join(tmpdir(), 'slipway-mongodb-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
  const write: Project['write'] = (entries) => {
    for (const [path, content] of Object.entries(entries)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true })
      writeFileSync(join(cwd, path), content)
    }
  }
  write(files)
  const context = { cwd, dialect }
  const load: Project['load'] = async (options) => mongodbFiles(options).load(context)
  return {
    cwd,
    write,
    load,
    create: async (title, now, repeatable) =>
      (await mongodbFiles().create?.({ title, now: new Date(now), ...(repeatable && { repeatable }) }, context)) ?? [],
    async resolve(step) {
      if (step?.kind !== 'code') throw new Error(`no code step: ${step?.kind}`)
      const loaded = await mongodbFiles().resolve?.(step.ref, context)
      if (loaded === undefined) throw new Error('nothing was loaded')
      return loaded
    },
    async refusal(options) {
      const error: unknown = await load(options).then(
        (migrations) => `loaded ${migrations.length}`,
        (reason: unknown) => reason,
      )
      if (error instanceof SlipwayError) return error
      throw error instanceof Error ? error : new Error(`expected a refusal: ${String(error)}`)
    },
  }
}

/** One migration of a file's text. */
export async function only(text: string): Promise<Migration> {
  const [migration] = await project({ 'migrations/V1__one.ejson': text }).load()
  if (migration === undefined) throw new Error('nothing was loaded')
  return migration
}
