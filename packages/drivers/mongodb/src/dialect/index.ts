export { mongodbDialect, type DialectOptions } from './mongodb-dialect.ts'
export {
  collectionObjects,
  indexesDefinition,
  type CollectionInfo,
  type IndexInfo,
} from './catalog/collection-objects.ts'
export { collectionId, indexesId, indexId, partsOf, validatorId, viewId } from './names/object-id.ts'
export { sendable, type Sendable } from './sendable.ts'
export { validatorSetBy, violatorsOf, type Violators } from './violators.ts'
