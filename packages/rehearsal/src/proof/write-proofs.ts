import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RehearsalReport } from '../report.ts'
import { majorOf } from './make-proof.ts'
import { PROOFS, proofFile } from './proof-file.ts'

/**
 * Writes a rehearsal's proofs under a project's `.slipway/proofs`, each whole or not at all, and answers their paths. What
 * failed loses the proof that it had: the same texts were seen not to return.
 */
export async function writeProofs(
  cwd: string,
  { proofs, failures, where }: Pick<RehearsalReport, 'proofs' | 'failures' | 'where'>,
): Promise<readonly string[]> {
  const server = { flavor: where.server.flavor, major: majorOf(where.server) }
  for (const { migrations } of failures) await rm(join(cwd, proofFile(migrations, server)), { force: true })
  if (proofs.length > 0) await mkdir(join(cwd, PROOFS), { recursive: true })
  return Promise.all(
    proofs.map(async (proof) => {
      const file = proofFile(
        proof.migrations.map(({ id }) => id),
        proof.server,
      )
      const path = join(cwd, file)
      await writeFile(`${path}.new`, `${JSON.stringify(proof, undefined, 2)}\n`)
      await rename(`${path}.new`, path)
      return file
    }),
  )
}
