export { mongodb } from './mongodb.ts'
export type { MongodbOptions } from './options.ts'
