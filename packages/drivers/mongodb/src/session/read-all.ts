import type { ClientSession, Document } from 'mongodb'
import type { Inside } from './inside.ts'

interface Cursor {
  readonly id: unknown
  readonly ns: string
  readonly firstBatch?: readonly Document[]
  readonly nextBatch?: readonly Document[]
}

const open = (id: unknown): boolean => String(id) !== '0'

/** All documents of a cursor that an answer opened. */
export async function drain(
  { command }: Pick<Inside, 'command'>,
  answer: Document,
  session?: ClientSession,
): Promise<readonly Document[]> {
  let cursor = answer['cursor'] as Cursor
  const all = [...(cursor.firstBatch ?? [])]
  const dot = cursor.ns.indexOf('.')
  const [database, collection] = [cursor.ns.slice(0, dot), cursor.ns.slice(dot + 1)]
  while (open(cursor.id)) {
    // A bigint is sent as the 64-bit integer that the server insists on.
    const getMore = BigInt(String(cursor.id))
    cursor = (await command(database, { getMore, collection }, session))['cursor'] as Cursor
    all.push(...(cursor.nextBatch ?? []))
  }
  return all
}

/** Runs a command that answers with a cursor, to its end. */
export async function readAllOf(
  inside: Pick<Inside, 'command' | 'transaction'>,
  database: string,
  document: Document,
): Promise<readonly Document[]> {
  return drain(inside, await inside.command(database, document, inside.transaction), inside.transaction)
}
