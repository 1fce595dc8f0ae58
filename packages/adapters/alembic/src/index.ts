export { alembic, type AlembicAdapter } from './alembic.ts'
export type { AlembicOptions } from './options.ts'
