import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkSha256 } from '../src/engines/check-sha256.ts'
import { extractZipEntry } from '../src/engines/zip-entry.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-zip-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface File {
  readonly name: string
  readonly text: string
  readonly deflated: boolean
}

function header(signature: number, length: number, nameAt: number, file: File, body: Buffer): Buffer {
  const bytes = Buffer.alloc(length)
  bytes.writeUInt32LE(signature)
  bytes.writeUInt16LE(file.deflated ? 8 : 0, nameAt - 18)
  bytes.writeUInt32LE(body.length, nameAt - 8)
  bytes.writeUInt32LE(file.text.length, nameAt - 4)
  bytes.writeUInt16LE(file.name.length, nameAt)
  return bytes
}

// As APPNOTE 4.3 lays it out; with an extra field and a comment, which a reader must step over.
function zip(files: readonly File[], comment: string): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const body = file.deflated ? deflateRawSync(file.text) : Buffer.from(file.text)
    const local = header(0x04034b50, 30, 26, file, body)
    local.writeUInt16LE(5, 28)
    const central = header(0x02014b50, 46, 28, file, body)
    central.writeUInt32LE(offset, 42)
    directory.push(central, Buffer.from(file.name))
    const whole = Buffer.concat([local, Buffer.from(file.name), Buffer.from('extra'), body])
    parts.push(whole)
    offset += whole.length
  }
  const listing = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(listing.length, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...parts, listing, end, Buffer.from(comment)])
}

test('one file is taken out of an archive, stored or deflated, and a missing one is named', async () => {
  const archive = join(folder, 'archive.zip')
  const files = [
    { name: 'META-INF/', text: '', deflated: false },
    { name: 'bin/first', text: 'stored as it is', deflated: false },
    { name: 'bin/second', text: 'again and '.repeat(10_000), deflated: true },
  ]
  await writeFile(archive, zip(files, 'a comment'))
  for (const { name, text } of files.slice(1)) {
    const target = join(folder, 'target')
    await extractZipEntry(archive, new RegExp(`^${name}$`), target)
    expect(await readFile(target, 'utf8')).toBe(text)
  }
  await expect(extractZipEntry(archive, /third/, join(folder, 'none'))).rejects.toThrow('holds no third')
  await writeFile(archive, 'no archive at all')
  await expect(extractZipEntry(archive, /first/, join(folder, 'none'))).rejects.toThrow('is no zip archive')
})

test('a file with another hash is refused', async () => {
  const file = join(folder, 'download')
  await writeFile(file, 'as it was tried')
  const sha256 = createHash('sha256').update('as it was tried').digest('hex')
  await checkSha256(file, sha256)
  await writeFile(file, 'as somebody else wants it')
  await expect(checkSha256(file, sha256)).rejects.toThrow(`expected ${sha256}`)
})
