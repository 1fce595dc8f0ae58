import type { CodeLookup } from '@slipway/core'
import type { Proof } from '../report.ts'
import { majorOf } from './make-proof.ts'
import { readProofs } from './proof-lookup.ts'

/**
 * Answers from a project's proofs what code was seen to send on a scratch database of the same flavor and major version, as
 * long as its module is what it was. The latest one counts.
 */
export function codeLookup(cwd: string): CodeLookup {
  let proofs: Promise<readonly Proof[]> | undefined
  return async (ref, server) => {
    proofs ??= readProofs(cwd)
    const fitting = (await proofs)
      .filter((proof) => proof.server.flavor === server.flavor && proof.server.major === majorOf(server))
      .toSorted((one, other) => (one.at < other.at ? 1 : -1))
    const found = fitting
      .flatMap(({ code }) => code ?? [])
      .find(
        ({ module, export: name, checksum }) =>
          module === ref.module && name === ref.export && checksum === ref.checksum,
      )
    return found && { by: 'scratch', statements: found.statements.map((text) => ({ text })) }
  }
}
