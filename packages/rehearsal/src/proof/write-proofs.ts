import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Proof } from '../report.ts'
import { PROOFS, proofFile } from './proof-file.ts'

/** Writes proofs under a project's `.slipway/proofs`, each whole or not at all, and answers their paths. */
export async function writeProofs(cwd: string, proofs: readonly Proof[]): Promise<readonly string[]> {
  if (proofs.length > 0) await mkdir(join(cwd, PROOFS), { recursive: true })
  return Promise.all(
    proofs.map(async (proof) => {
      const file = proofFile(proof)
      const path = join(cwd, file)
      await writeFile(`${path}.new`, `${JSON.stringify(proof, undefined, 2)}\n`)
      await rename(`${path}.new`, path)
      return file
    }),
  )
}
