import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sha256 } from '@slipway/core/plugin'
import type { Conversion } from './conversion.ts'

/** Where converted revisions are kept, relative to the project. */
export const CACHE = '.slipway/alembic'

/** What a conversion rests on. */
export interface CacheKey {
  readonly revision: string
  readonly dialect: string
  /** Of the revision's file. */
  readonly checksum: Sha256
  /** Of `env.py`. */
  readonly environment: Sha256
}

interface Kept extends CacheKey {
  readonly format: 1
  readonly conversion: Conversion
}

const fileOf = (cwd: string, { revision, dialect }: CacheKey): string =>
  join(cwd, CACHE, `${encodeURIComponent(revision)}.${dialect}.json`)

/** What was kept of exactly this text. */
export function kept(cwd: string, key: CacheKey): Conversion | undefined {
  try {
    const found = JSON.parse(readFileSync(fileOf(cwd, key), 'utf8')) as Kept
    const isSame = found.checksum === key.checksum && found.environment === key.environment
    return found.format === 1 && isSame ? found.conversion : undefined
  } catch {
    return undefined
  }
}

/** Keeps a conversion. Where nothing can be written, it is made again the next time. */
export function keep(cwd: string, key: CacheKey, conversion: Conversion): void {
  const file = fileOf(cwd, key)
  try {
    mkdirSync(join(cwd, CACHE), { recursive: true })
    const part = `${file}.${process.pid}`
    writeFileSync(part, `${JSON.stringify({ format: 1, ...key, conversion }, undefined, 1)}\n`)
    renameSync(part, file)
  } catch {
    return
  }
}
