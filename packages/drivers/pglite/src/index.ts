export { pglite } from './pglite.ts'
export type { PgliteOptions } from './options.ts'
