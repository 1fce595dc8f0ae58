/**
 * Flyway's checksum of a script: CRC-32 over the UTF-8 bytes of its lines without their ends, as a signed 32-bit integer
 * (Flyway 11.20.3, `ChecksumCalculator`). The text comes decoded and without its byte order mark.
 */
export function flywayChecksum(text: string): number {
  const { crc32 } = process.getBuiltinModule('node:zlib')
  return crc32(text.replace(/[\r\n]/g, '')) | 0
}
