import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Migration, ProofLookup, ReversalClass, ServerFacts } from '@slipway/core'
import type { Proof } from '../report.ts'
import { majorOf } from './make-proof.ts'
import { PROOFS } from './proof-file.ts'

/**
 * Answers `apply --require-proof` from a project's proofs. A proof counts when it was made on the same flavor and major
 * version, with the migration's up and down as they are, and shows a way back. One of several migrations judged together
 * counts only when all of them are `together`: applied, and so rolled back, as one batch.
 */
export function proofLookup(cwd: string, server: Server, together: readonly Migration[] = []): ProofLookup {
  let proofs: Promise<readonly Proof[]> | undefined
  return async (migration) => {
    proofs ??= readProofs(cwd)
    return proofOf(await proofs, server, migration, together) !== undefined
  }
}

/** What was proved of the migrations of one plan, by id. `load` is asked for them only where there is a proof at all. */
export async function provenClasses(
  cwd: string,
  server: Server,
  load: () => Promise<readonly Migration[]>,
): Promise<Readonly<Record<string, ReversalClass>>> {
  const proofs = await readProofs(cwd)
  if (proofs.length === 0) return {}
  const together = await load()
  return Object.fromEntries(
    together.flatMap((migration) => {
      const proof = proofOf(proofs, server, migration, together)
      return proof ? [[migration.id, proof.class]] : []
    }),
  )
}

type Server = Pick<ServerFacts, 'flavor' | 'versionNumber'>

function proofOf(
  proofs: readonly Proof[],
  server: Server,
  migration: Migration,
  together: readonly Migration[],
): Proof | undefined {
  return proofs.find(
    (proof) =>
      proof.class !== 'none' &&
      proof.server.flavor === server.flavor &&
      proof.server.major === majorOf(server) &&
      proof.migrations.some(({ id }) => id === migration.id) &&
      proof.migrations.every((part) => {
        const file = part.id === migration.id ? migration : together.find(({ id }) => id === part.id)
        return file?.checksum === part.checksum && file.downChecksum === part.downChecksum
      }),
  )
}

/** Reads a project's proofs. What is not one (cut short, of another format) proves nothing and is passed over. */
export async function readProofs(cwd: string): Promise<readonly Proof[]> {
  const folder = join(cwd, PROOFS)
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const read = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readFile(join(folder, name), 'utf8')),
  )
  return read.flatMap((text) => parseProof(text) ?? [])
}

function parseProof(text: string): Proof | undefined {
  try {
    const proof = JSON.parse(text) as Partial<Proof> | null
    const complete =
      proof?.format === 1 && Array.isArray(proof.migrations) && proof.server && typeof proof.class === 'string'
    return complete ? (proof as Proof) : undefined
  } catch {
    return undefined
  }
}
