import type { Protocol } from '../proxy.ts'

const query = 0x03
const prepare = 0x16
const execute = 0x17

/** Cuts what a client of MySQL or MariaDB sends into packets; those that begin a command carry its text. */
function packets(): ReturnType<Protocol['messages']> {
  let rest: Buffer = Buffer.alloc(0)

  function next(): { readonly bytes: Buffer; readonly text: string } | undefined {
    if (rest.length < 5) return undefined
    const length = 4 + rest.readUIntLE(0, 3)
    if (rest.length < length) return undefined
    const bytes = rest.subarray(0, length)
    rest = rest.subarray(length)
    // Only commands begin a count of their own; what signs in goes on counting.
    const command = bytes[3] === 0 ? bytes[4] : undefined
    // MySQL puts the number of query attributes (none) and of their sets (one) in front of a query's text.
    const payload = (): string => bytes.toString('utf8', bytes[5] === 0 && bytes[6] === 1 ? 7 : 5)
    if (command === query) return { bytes, text: payload() }
    if (command === prepare) return { bytes, text: `PREPARE ${payload()}` }
    return { bytes, text: command === execute ? `EXECUTE ${payload()}` : '' }
  }

  return {
    take(chunk) {
      rest = Buffer.concat([rest, chunk])
      const found: { readonly bytes: Buffer; readonly text: string }[] = []
      for (let packet = next(); packet !== undefined; packet = next()) found.push(packet)
      return found
    },
  }
}

/** MySQL and MariaDB: the server has done what it was asked for once it says anything. */
export const mysqlProtocol: Protocol = { messages: packets, answered: () => true }
