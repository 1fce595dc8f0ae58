import type { ObjectId } from '@slipway/core/plugin'

/** Quotes a name where a bare one would be ambiguous: `fs.files` is `"fs.files"`. */
export function quoteName(name: string): string {
  return /^[A-Za-z_][\w-]*$/.test(name) ? name : JSON.stringify(name)
}

/** `collection:orders`. */
export function collectionId(name: string): ObjectId {
  return `collection:${quoteName(name)}`
}

/** `view:recent_orders`. */
export function viewId(name: string): ObjectId {
  return `view:${quoteName(name)}`
}

/** `validator:orders`. */
export function validatorId(collection: string): ObjectId {
  return `validator:${quoteName(collection)}`
}

/** `index:orders.email_1`. */
export function indexId(collection: string, name: string): ObjectId {
  return `index:${quoteName(collection)}.${quoteName(name)}`
}

/** All indexes of a collection, as one definition: what a statement needs that does not say which it drops. */
export function indexesId(collection: string): ObjectId {
  return `indexes:${quoteName(collection)}`
}

/** Which collection of that name it is: the server numbers each one that it makes, and keeps the number when it is renamed. */
export function uuidId(collection: string): ObjectId {
  return `uuid:${quoteName(collection)}`
}

/** The kind and the names of an id, without their quotes. */
export function partsOf(id: ObjectId): { readonly kind: string; readonly names: readonly string[] } {
  const colon = id.indexOf(':')
  const names = id.slice(colon + 1).match(/"(?:[^"\\]|\\.)*"|[^.]+/g) ?? []
  return {
    kind: id.slice(0, colon),
    names: names.map((name) => (name.startsWith('"') ? (JSON.parse(name) as string) : name)),
  }
}
