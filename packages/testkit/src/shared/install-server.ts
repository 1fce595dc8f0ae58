import { installMongodb } from '../mongodb/install-mongodb.ts'
import { installMariadb } from '../mysql/install-mariadb.ts'
import { installMysql } from '../mysql/install-mysql.ts'
import { installPostgres } from '../postgres/install-postgres.ts'
import type { WantedServer } from './server-choice.ts'

/**
 * Fetches what a server of this kind runs from, when it is not on this machine yet.
 *
 * @param report is told, once, that a download begins.
 * @returns the program, or the folder it is in.
 * @throws EngineError when it cannot be fetched or does not run here.
 */
export async function installServer(wanted: WantedServer, report: (line: string) => void = () => {}): Promise<string> {
  switch (wanted.engine) {
    case 'postgres':
      return installPostgres(wanted.version, report)
    case 'mysql':
      return (await installMysql(wanted.version, report)).mysqld
    case 'mariadb':
      return (await installMariadb(wanted.version, report)).path
    case 'mongodb':
      return (await installMongodb(wanted.version, report)).path
  }
}
