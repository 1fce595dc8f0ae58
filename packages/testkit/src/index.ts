export { EngineError } from './engines/engine-error.ts'
export { installPostgres } from './postgres/install-postgres.ts'
export { postgresVersions, type PostgresVersion } from './postgres/postgres-version.ts'
export { startPostgres, type PostgresOptions, type PostgresServer } from './postgres/start-postgres.ts'
export { pgDump } from './postgres/pg-dump.ts'
export { startPgBouncer, type PgBouncer, type PgBouncerOptions } from './postgres/start-pgbouncer.ts'
export { installMysql, type MysqlHome } from './mysql/install-mysql.ts'
export { installMariadb } from './mysql/install-mariadb.ts'
export { mariadbVersions, mysqlVersions, type MariadbVersion, type MysqlVersion } from './mysql/mysql-version.ts'
export type { MysqlServer, MysqlSettings } from './mysql/mysql-server.ts'
export { startMysql, type MysqlOptions } from './mysql/start-mysql.ts'
export { startMariadb, type MariadbOptions } from './mysql/start-mariadb.ts'
export { mysqlDump } from './mysql/mysql-dump.ts'
export { installMongodb, type MongodbProgram } from './mongodb/install-mongodb.ts'
export { mongodbVersions, type MongodbNodes, type MongodbVersion } from './mongodb/mongodb-version.ts'
export type { MongodbNode } from './mongodb/mongodb-node.ts'
export { startMongodb, type MongodbOptions, type MongodbServer } from './mongodb/start-mongodb.ts'
export { profileCommands, type CommandProfile } from './mongodb/profile-commands.ts'
export { freshDatabase, type FreshDatabase } from './shared/fresh-database.ts'
export { sharedPostgres, type SharedPostgres } from './shared/shared-postgres.ts'
export { sharedMariadb, sharedMysql, type SharedMysql } from './shared/shared-mysql.ts'
export { sharedMongodb, type SharedMongodb, type SharedMongodbOptions } from './shared/shared-mongodb.ts'
export type { SharedDemands } from './shared/shared-server.ts'
export { chooseServer, namedUrl, urlVariable, type ServerChoice, type WantedServer } from './shared/server-choice.ts'
export { isFullRun, testMatrix } from './shared/test-matrix.ts'
export { installServer } from './shared/install-server.ts'
export { prismaVersion, runPrisma, type PrismaOptions, type PrismaRun } from './tools/prisma/run-prisma.ts'
export {
  flywayVersion,
  installFlyway,
  runFlyway,
  type FlywayAnswer,
  type FlywayCall,
  type FlywayTool,
} from './tools/flyway.ts'
export { alembicVersion, installAlembic, type AlembicPython } from './tools/alembic/install-alembic.ts'
export { runAlembic, type AlembicOptions, type AlembicRun } from './tools/alembic/run-alembic.ts'
export { copyProject, type CopiedProject } from './tools/copied-project.ts'
