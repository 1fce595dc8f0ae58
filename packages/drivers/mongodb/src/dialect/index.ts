export { mongodbDialect } from './mongodb-dialect.ts'
export { violatorsOf } from './violators.ts'
