export { sql } from './sql.ts'
export { flywayProject } from './flyway/project/flyway-project.ts'
export type { Placeholder, SqlOptions } from './options.ts'
export type { StyleName } from './styles/style-name.ts'
export { flyway, type FlywayProject } from './flyway/flyway.ts'
export type { FlywayOptions } from './flyway/flyway-options.ts'
export type { FlywayConnection } from './flyway/configuration/connection.ts'
export {
  dbmateProject,
  golangMigrateProject,
  gooseProject,
  nodePgMigrateProject,
} from './histories/history-projects.ts'
