export { printCommand, printCommands, run, type Command, type Filter } from './command.ts'
export {
  createCollection,
  createView,
  dropCollection,
  renameCollection,
  type CollectionOptions,
} from './collections.ts'
export { findViolators, removeValidator, setValidator, type Validation } from './validators.ts'
export {
  createIndex,
  createIndexes,
  dropIndex,
  dropIndexes,
  hideIndex,
  makeUnique,
  setTtl,
  unhideIndex,
  type IndexKey,
  type IndexOptions,
} from './indexes.ts'
export {
  copyDocuments,
  deleteDocuments,
  fillField,
  insertDocuments,
  renameField,
  updateDocuments,
  type CopyOptions,
} from './documents.ts'
export {
  backupDocuments,
  findChangedSince,
  forgetKept,
  restoreDocuments,
  undoKeeping,
  updateKeeping,
  type KeepingUpdate,
  type RestoreOptions,
} from './keeping.ts'
