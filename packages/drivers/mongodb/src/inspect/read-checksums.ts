import { createHash } from 'node:crypto'
import type { ObjectId } from '@slipway/core/plugin'
import { asFailure } from '../session/failure.ts'
import type { Inside } from '../session/inside.ts'
import { existing } from './read-sizes.ts'

const modulus = 1n << 256n

/** One element of a document: its type, its name and its value, as bytes. */
interface Element {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * A checksum of a document that does not hang on the order of its fields, which a field that was taken away and put back
 * loses. Within embedded documents order has meaning, so there it counts.
 */
function documentSum(elements: readonly Element[]): bigint {
  const hash = createHash('sha256')
  for (const { bytes } of elements.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)))
    hash.update(bytes)
  return BigInt(`0x${hash.digest('hex')}`)
}

/** A checksum over all documents of each collection that does not depend on their order. */
export async function readChecksums(
  inside: Inside,
  objects: readonly ObjectId[],
): Promise<Readonly<Record<ObjectId, string>>> {
  const { BSON } = await import('mongodb')
  const decoder = new TextDecoder()
  const elementsOf = (document: Uint8Array): readonly Element[] =>
    [...BSON.onDemand.parseToElements(document)].map(([, nameOffset, nameLength, offset, length]) => ({
      name: decoder.decode(document.subarray(nameOffset, nameOffset + nameLength)),
      // The byte before the name is the value's type.
      bytes: document.subarray(nameOffset - 1, offset + length),
    }))
  const sums: [ObjectId, string][] = []
  for (const { id, name } of await existing(inside, objects)) {
    let sum = 0n
    let rows = 0
    const { transaction } = inside
    try {
      const documents = inside.db
        .collection(name)
        .find({}, { raw: true, ...(transaction === undefined ? {} : { session: transaction }) })
      for await (const document of documents) {
        sum = (sum + documentSum(elementsOf(document as unknown as Uint8Array))) % modulus
        rows += 1
      }
    } catch (thrown) {
      throw asFailure(thrown, inside)
    }
    sums.push([id, `${rows}:${sum.toString(16).padStart(64, '0')}`])
  }
  return Object.fromEntries(sums)
}
