import type { ObjectId, SchemaObject } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import { collectionId, indexesId, indexId, validatorId, viewId } from '../names/object-id.ts'
import { plain, print } from '../text/print.ts'

/** One answer of `listCollections`. */
export interface CollectionInfo {
  readonly name: string
  readonly type?: string
  readonly options?: Document
  /** Absent for a view. */
  readonly uuid?: string
}

/** One answer of `listIndexes`, with whether some data-bearing member still builds it. */
export interface IndexInfo {
  readonly spec: Document
  readonly building: boolean
}

const validatorOptions: readonly string[] = ['validator', 'validationLevel', 'validationAction']
/** What the server numbers by itself, or what repeats the collection's name. */
const ownedByServer: readonly string[] = ['uuid', 'v', 'ns', 'autoIndexId', 'create', 'name']

/**
 * The objects of one collection or view, by their ids: the collection with its options, its validator, each of its indexes
 * but `_id`. Nothing of the server's own (`system.*`) is an object.
 */
export function collectionObjects(
  info: CollectionInfo,
  indexes: readonly IndexInfo[],
): Readonly<Record<ObjectId, SchemaObject>> {
  if (info.name.startsWith('system.')) return {}
  const options = info.options ?? {}
  if (info.type === 'view') {
    const on = typeof options['viewOn'] === 'string' ? options['viewOn'] : ''
    const definition = createText(info.name, options)
    return { [viewId(info.name)]: { kind: 'view', definition, dependsOn: [collectionId(on)] } }
  }
  const collection = collectionId(info.name)
  const validator = validatorText(options)
  return {
    [collection]: { kind: 'collection', definition: createText(info.name, options), dependsOn: [] },
    ...(validator !== undefined && {
      [validatorId(info.name)]: { kind: 'validator', definition: validator, dependsOn: [collection] },
    }),
    ...Object.fromEntries(
      indexes
        .filter(({ spec }) => isOwn(spec))
        .map((index): [ObjectId, SchemaObject] => [
          indexId(info.name, String(index.spec['name'])),
          { kind: 'index', definition: indexText(index), dependsOn: [collection] },
        ]),
    ),
  }
}

/** What `indexes:orders` stands for: every index of a collection, as a list sorted by name. */
export function indexesDefinition(
  collection: string,
  indexes: readonly IndexInfo[],
): Readonly<Record<ObjectId, string>> {
  const texts = indexes.filter(({ spec }) => isOwn(spec)).toSorted((a, b) => (a.spec['name'] < b.spec['name'] ? -1 : 1))
  return { [indexesId(collection)]: `[${texts.map(indexText).join(', ')}]` }
}

/** An index as its definition says it: key and name first, then its options by name. */
export function indexText({ spec, building }: IndexInfo): string {
  const options = Object.keys(spec)
    .filter((key) => key !== 'key' && key !== 'name' && !ownedByServer.includes(key))
    .filter((key) => !isDefault(key, spec[key]))
    .toSorted()
  return print(
    plain({
      key: spec['key'],
      name: spec['name'],
      ...Object.fromEntries(options.map((key) => [key, spec[key]])),
      ...(building && { state: 'building' }),
    }),
  )
}

/** `_id` and the index that a clustered collection is belong to the collection itself. */
function isOwn(spec: Document): boolean {
  return spec['name'] !== '_id_' && spec['clustered'] !== true
}

/** What the server adds to some definitions and not to others. */
function isDefault(key: string, value: unknown): boolean {
  return (
    (['background', 'sparse', 'unique', 'hidden', 'prepareUnique'].includes(key) && value === false) ||
    value === undefined
  )
}

function createText(name: string, options: Document): string {
  const kept = Object.keys(options)
    .filter((key) => !validatorOptions.includes(key) && !ownedByServer.includes(key) && !isOff(key, options[key]))
    .toSorted()
  return print(plain({ create: name, ...Object.fromEntries(kept.map((key) => [key, options[key]])) }))
}

/** `changeStreamPreAndPostImages: { enabled: false }` is what a collection without it has. */
function isOff(key: string, value: unknown): boolean {
  return (
    (key === 'changeStreamPreAndPostImages' && (value as Document | undefined)?.['enabled'] === false) ||
    (key === 'recordPreImages' && value === false) ||
    (key === 'capped' && value === false) ||
    // What a limit of zero is stored as.
    (key === 'max' && plain(value) === 2_147_483_647)
  )
}

/** Level and action without a validator do nothing, and are not told apart from none. */
function validatorText(options: Document): string | undefined {
  const validator = options['validator'] as Document | undefined
  if (validator === undefined || Object.keys(validator).length === 0) return undefined
  return print(
    plain({
      validator,
      validationLevel: options['validationLevel'] ?? 'strict',
      validationAction: options['validationAction'] ?? 'error',
    }),
  )
}
