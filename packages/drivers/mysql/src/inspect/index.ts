export { definitions, inspect } from './inspect.ts'
export { contentChecksums, countRows, stats } from './table-rows.ts'
