export { postgresDialect } from './postgres-dialect.ts'
export { quoteIdentifier, quoteLiteral } from './names/quote-identifier.ts'
export {
  contentChecksumQuery,
  countRowsQuery,
  definitionsQuery,
  inspectQueries,
  needsRare,
  pinnedSettings,
  statsQuery,
  tablesQuery,
  toSchema,
  type InspectQueries,
  type InspectQuery,
  type ParameterizedQuery,
  type ReadableTable,
} from './inspect/index.ts'
