import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { EngineError } from './engine-error.ts'

/**
 * Makes sure that a downloaded file is the one that was tried.
 *
 * @throws EngineError when it has another hash; the caller must not unpack it.
 */
export async function checkSha256(file: string, expected: string): Promise<void> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  const found = hash.digest('hex')
  if (found !== expected) {
    throw new EngineError(`${file} is not the file that was tried: SHA-256 ${found}, expected ${expected}.`)
  }
}
