export { alembic, type AlembicAdapter } from './alembic.ts'
export { alembicProject } from './alembic-project.ts'
export type { AlembicOptions } from './options.ts'
