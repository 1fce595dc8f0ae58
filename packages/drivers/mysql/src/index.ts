export { mysql } from './mysql.ts'
export type { MysqlOptions } from './options.ts'
