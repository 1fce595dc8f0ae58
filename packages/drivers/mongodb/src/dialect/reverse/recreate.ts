import type { ObjectId, Schema } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import { collectionId, indexId, partsOf, validatorId } from '../names/object-id.ts'
import { readNodes } from '../text/read-nodes.ts'
import { toDocument } from '../text/to-value.ts'
import { print } from '../text/print.ts'

/** The document that a definition writes down. */
export function definitionDocument(text: string): Document {
  const source = { text, file: '' }
  const [node] = readNodes(source)
  return node?.kind === 'object' ? toDocument(source, node) : {}
}

/** The indexes of a collection in a schema, as `createIndexes` takes them. One that is being built counts as one that is there. */
export function indexSpecs(schema: Schema, collection: string): readonly Document[] {
  return Object.keys(schema.objects)
    .filter((id) => {
      const { kind, names } = partsOf(id)
      return kind === 'index' && names[0] === collection
    })
    .map((id) => specOf(schema.objects[id]?.definition ?? '{}'))
}

/** An index definition as `createIndexes` takes it. */
export function specOf(definition: string): Document {
  const { state: _, ...spec } = definitionDocument(definition)
  return spec
}

/** Makes indexes again, all in one command. */
export function createIndexesText(collection: string, specs: readonly Document[]): readonly string[] {
  return specs.length === 0 ? [] : [print({ createIndexes: collection, indexes: specs })]
}

/** Drops indexes by name. */
export function dropIndexesText(collection: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [print({ dropIndexes: collection, index: names.length === 1 ? names[0] : names })]
}

/** Makes a collection or view again, with its validator and its indexes. */
export function recreate(schema: Schema, id: ObjectId): readonly string[] | undefined {
  const object = schema.objects[id]
  const [name = ''] = partsOf(id).names
  if (object === undefined) return undefined
  if (object.kind === 'view') return [object.definition]
  const validator = schema.objects[validatorId(name)]
  const create = { ...definitionDocument(object.definition), ...definitionDocument(validator?.definition ?? '{}') }
  return [print(create), ...createIndexesText(name, indexSpecs(schema, name))]
}

/** The definition of an index in a schema. */
export function indexDefinition(schema: Schema, collection: string, name: string): string | undefined {
  return schema.objects[indexId(collection, name)]?.definition
}

/** True where a schema has the collection. */
export function hasCollection(schema: Schema, name: string): boolean {
  return schema.objects[collectionId(name)] !== undefined
}
