export { knex, type KnexOptions, type KnexProject } from './knex.ts'
export type { DriverConnection } from './project/connection.ts'
export { knexProject } from './project/find-project.ts'
