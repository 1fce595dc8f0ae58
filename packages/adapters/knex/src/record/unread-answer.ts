/** Asked of every value that a promise resolves to, and of every part of a list that is flattened. */
const harmless: ReadonlySet<string | symbol> = new Set(['then', Symbol.isConcatSpreadable, Symbol.toStringTag])

/**
 * An answer that nobody may look into, because there is none: `looked` is called, and throws, when code does. An answer
 * that is thrown away does no harm.
 *
 * @param lengthless Knex itself asks for the length of what an insert answers, when it inserts in chunks.
 */
export function unreadAnswer(looked: () => never, lengthless = false): unknown {
  const seen = (_target: object, key: string | symbol): undefined => {
    if (harmless.has(key)) return undefined
    return looked()
  }
  return new Proxy<object>([], {
    get: (target, key) => (lengthless && key === 'length' ? 0 : seen(target, key)),
    has: looked,
    ownKeys: looked,
    getOwnPropertyDescriptor: looked,
  })
}
