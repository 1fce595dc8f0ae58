import { startMongodb } from '../mongodb/start-mongodb.ts'
import { startMariadb } from '../mysql/start-mariadb.ts'
import { startMysql } from '../mysql/start-mysql.ts'
import { startPostgres } from '../postgres/start-postgres.ts'
import { dockerAnswers } from './docker-answers.ts'
import { chooseServer, type WantedServer } from './server-choice.ts'
import { startContainer } from './start-container.ts'

/** A server that somebody else ends. */
export interface StartedServer {
  readonly url: string
  stop(): Promise<void>
}

function startLocal(wanted: WantedServer): Promise<StartedServer> {
  switch (wanted.engine) {
    case 'postgres':
      return startPostgres({ version: wanted.version })
    case 'mysql':
      return startMysql({ version: wanted.version })
    case 'mariadb':
      return startMariadb({ version: wanted.version })
    case 'mongodb':
      return startMongodb({ version: wanted.version, nodes: wanted.nodes })
  }
}

/**
 * Starts a server in a container where Docker answers, else from programs on this machine. One that the environment
 * names is not started: whoever asks looks there first.
 *
 * @param local demands programs on this machine.
 */
export async function startWanted(wanted: WantedServer, local: boolean): Promise<StartedServer> {
  const choice = chooseServer(wanted, {}, !local && (await dockerAnswers()))
  return choice.kind === 'container' ? startContainer(wanted, choice.image) : startLocal(wanted)
}
