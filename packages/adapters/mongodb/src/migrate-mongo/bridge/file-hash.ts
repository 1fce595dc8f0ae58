import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Migration, Sha256 } from '@slipway/core/plugin'
import type { Settings } from '../settings.ts'

/** SHA-256 over the bytes of a file as they stand, line ends included. Source: lib/env/migrationsDir.js, loadFileHash. */
export function hashOf({ location }: Migration, { folder }: Settings): Sha256 {
  const name = location.file.slice(location.file.lastIndexOf('/') + 1)
  return createHash('sha256')
    .update(readFileSync(join(folder, name)))
    .digest('hex')
}
