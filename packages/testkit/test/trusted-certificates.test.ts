import { createHash, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { javaTrustStore, trustedCertificates } from '../src/engines/trusted-certificates.ts'

test('the Java key store holds each authority once, and its seal is right', async () => {
  const certificates = await trustedCertificates()
  expect(certificates.length).toBeGreaterThan(50)
  expect(new Set(certificates.map((pem) => new X509Certificate(pem).fingerprint256)).size).toBe(certificates.length)
  const store = javaTrustStore(certificates)
  expect(store.toString('hex', 0, 8)).toBe('feedfeed00000002')
  expect(store.readUInt32BE(8)).toBe(certificates.length)

  const read: string[] = []
  let at = 12
  for (let entry = 0; entry < certificates.length; entry += 1) {
    expect(store.readUInt32BE(at)).toBe(2)
    at += 4 + 2 + store.readUInt16BE(at + 4) + 8
    at += 2 + store.readUInt16BE(at)
    const length = store.readUInt32BE(at)
    read.push(new X509Certificate(store.subarray(at + 4, at + 4 + length)).fingerprint256)
    at += 4 + length
  }
  expect(read).toEqual(certificates.map((pem) => new X509Certificate(pem).fingerprint256))
  expect(store.length - at).toBe(20)
  const password = Buffer.from([...'changeit'].flatMap((letter) => [0, letter.charCodeAt(0)]))
  const seal = createHash('sha1').update(password).update('Mighty Aphrodite').update(store.subarray(0, at)).digest()
  expect(store.subarray(at)).toEqual(seal)
})
