import type { Peer, Row } from '../../contract/driver.ts'

/** Reads a session from the columns `id`, `user`, `application`, `state` and `age` (milliseconds) of a row. What is empty is left out. */
export function peerOf(row: Row): Peer {
  const text = (key: string): string | undefined =>
    typeof row[key] === 'string' && row[key] !== '' ? row[key] : undefined
  const [user, application, state] = [text('user'), text('application'), text('state')]
  const age = row['age']
  return {
    id: String(row['id']),
    ...(user !== undefined && { user }),
    ...(application !== undefined && { application }),
    ...(state !== undefined && { state }),
    ...(age !== null && age !== undefined && { age: Number(age) }),
  }
}
