import { closeSync, openSync, readFileSync, readSync } from 'node:fs'

// Migrations are small and many: one buffer for all of them spares each file two calls of the system and an allocation.
const shared = Buffer.allocUnsafeSlow(64 * 1024)

/** A file's bytes, good until the next call. */
export function readBytes(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    let length = 0
    for (let read = -1; read !== 0 && length < shared.length; length += read) {
      read = readSync(file, shared, length, shared.length - length, null)
    }
    if (length < shared.length) return shared.subarray(0, length)
  } finally {
    closeSync(file)
  }
  return readFileSync(path)
}
