export { mongodbFiles } from './mongodb-files.ts'
export type { MongodbFilesOptions, StyleName } from './options.ts'
