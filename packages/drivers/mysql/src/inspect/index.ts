export { definitions, inspect, inspectAbout, type Known } from './inspect.ts'
export { readCollations } from './lists.ts'
export { tablesBehind } from './named-tables.ts'
export { contentChecksums, countRows, stats } from './table-rows.ts'
