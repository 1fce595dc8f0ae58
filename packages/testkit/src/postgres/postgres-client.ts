import { debianProgram, type Program } from '../engines/debian-program.ts'

/** A program of PostgreSQL's own. */
export type PostgresClientName = 'createdb' | 'dropdb' | 'pg_dump' | 'psql'

/**
 * A client program of PostgreSQL, from this machine or else from Debian's package; Debian 12 has version 15.
 *
 * @throws EngineError where neither is possible.
 */
export async function postgresClient(program: PostgresClientName): Promise<Program> {
  return debianProgram({ program, package: 'postgresql-client', places: ['usr/lib/postgresql/*/bin'] })
}
