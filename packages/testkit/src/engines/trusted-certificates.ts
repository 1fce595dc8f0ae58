import { createHash, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { getCACertificates } from 'node:tls'

const ofDebian = '/etc/ssl/certs/ca-certificates.crt'

/** The certificate authorities that this Node.js trusts, and this Debian where it has a list, each once, as PEM. */
export async function trustedCertificates(): Promise<readonly string[]> {
  const listed = await readFile(ofDebian, 'latin1').catch(() => '')
  const found = listed.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  const all = [...getCACertificates('default'), ...getCACertificates('extra'), ...found]
  return [...new Map(all.map((pem) => [new X509Certificate(pem).fingerprint256, pem])).values()]
}

const short = (value: number): Buffer => Buffer.from([(value >> 8) & 255, value & 255])

function long(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

const text = (value: string): Buffer => Buffer.concat([short(value.length), Buffer.from(value, 'latin1')])

/**
 * The same authorities as a Java key store (JKS, version 2, password `changeit`): what a Java unpacked beside the
 * system lacks, because the store is made when the package is installed.
 */
export function javaTrustStore(certificates: readonly string[]): Buffer {
  const entries = certificates.map((pem, index) => {
    const { raw } = new X509Certificate(pem)
    return Buffer.concat([long(2), text(`authority-${index}`), Buffer.alloc(8), text('X.509'), long(raw.length), raw])
  })
  const store = Buffer.concat([long(0xfeedfeed), long(2), long(entries.length), ...entries])
  const password = Buffer.from('changeit', 'utf16le').swap16()
  const seal = createHash('sha1').update(password).update('Mighty Aphrodite').update(store).digest()
  return Buffer.concat([store, seal])
}
