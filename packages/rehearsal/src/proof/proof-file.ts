import { hashValue, sha256 } from '@slipway/core'
import type { Proof } from '../report.ts'

/** Where proofs are kept, relative to the project. */
export const PROOFS = '.slipway/proofs'

/** The file of a proof: `.slipway/proofs/V3.postgres16.json`. A batch is named by a hash over its ids. */
export function proofFile(ids: readonly string[], server: Pick<Proof['server'], 'flavor' | 'major'>): string {
  const name = ids.length === 1 ? safe(ids[0] ?? '') : `batch-${hashValue(ids).slice(0, 12)}`
  return `${PROOFS}/${name}.${server.flavor}${server.major}.json`
}

/** An id as a file name; one that has to be changed for it gets a hash, so that two never meet. */
function safe(id: string): string {
  const name = id.replaceAll(/[^A-Za-z0-9._-]/g, '_')
  return name === id ? name : `${name}-${sha256(id).slice(0, 8)}`
}
