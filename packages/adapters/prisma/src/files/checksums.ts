import { sha256 } from '@slipway/core'

/** The checksum that Prisma writes for a script: SHA-256 of its bytes. */
export function prismaChecksum(text: string): string {
  return sha256(text)
}

/**
 * Whether Prisma takes a row's checksum as that of a script: line ends do not count, and versions before 2.9 wrote bytes below
 * 16 as one digit. Prisma's rule: `schema-connector/src/checksum.rs` of its engines.
 */
export function sameChecksum(text: string, checksum: string): boolean {
  const unix = text.replaceAll('\r\n', '\n')
  return [text, unix, text.replaceAll('\n', '\r\n'), unix.replaceAll('\n', '\r\n')]
    .map(prismaChecksum)
    .some((hash) => checksum === hash || (checksum.length < hash.length && checksum === unpadded(hash)))
}

function unpadded(hash: string): string {
  return hash.replace(/../g, (byte) => byte.replace(/^0/, ''))
}
