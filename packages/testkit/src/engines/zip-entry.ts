import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'

interface Entry {
  readonly name: string
  readonly method: number
  readonly compressed: number
  /** Of the local header. */
  readonly offset: number
}

function entriesOf(directory: Buffer): readonly Entry[] {
  const entries: Entry[] = []
  for (let at = 0; directory.readUInt32LE(at) === 0x02014b50;) {
    const nameLength = directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      compressed: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

/**
 * Writes one file of a zip archive to `target`. Enough of the format for jars and wheels below 4 GiB
 * (APPNOTE 4.3: central directory, stored and deflated entries); the archive's own hash is the caller's to check.
 *
 * @throws Error when no entry's name matches.
 */
export async function extractZipEntry(archive: string, name: RegExp, target: string): Promise<void> {
  const file = await open(archive)
  let start = 0
  let found: Entry | undefined
  try {
    const { size } = await file.stat()
    // The end record is 22 bytes and a comment of up to 65,535.
    const tail = Buffer.alloc(Math.min(size, 65_557))
    await file.read(tail, 0, tail.length, size - tail.length)
    const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
    if (end < 0) throw new Error(`${archive} is no zip archive`)
    const directory = Buffer.alloc(tail.readUInt32LE(end + 12) + 4)
    await file.read(directory, 0, directory.length, tail.readUInt32LE(end + 16))
    found = entriesOf(directory).find((entry) => name.test(entry.name))
    if (found === undefined) throw new Error(`${archive} holds no ${name.source}`)
    const header = Buffer.alloc(30)
    await file.read(header, 0, 30, found.offset)
    start = found.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  } finally {
    await file.close()
  }
  await pipeline(
    createReadStream(archive, { start, end: start + found.compressed - 1 }),
    found.method === 0 ? new PassThrough() : createInflateRaw(),
    createWriteStream(target),
  )
}
