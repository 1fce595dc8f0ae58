export { sql } from './sql.ts'
export type { Placeholder, SqlOptions } from './options.ts'
export type { StyleName } from './styles/style-name.ts'
