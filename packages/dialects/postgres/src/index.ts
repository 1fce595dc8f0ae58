export { postgresDialect } from './postgres-dialect.ts'
export { quoteIdentifier, quoteLiteral } from './names/quote-identifier.ts'
export {
  contentChecksumQuery,
  countRowsQuery,
  definitionsQuery,
  inspectQueries,
  pinnedSettings,
  statsQuery,
  tablesQuery,
  toSchema,
  type InspectQuery,
  type ParameterizedQuery,
  type ReadableTable,
} from './inspect/index.ts'
