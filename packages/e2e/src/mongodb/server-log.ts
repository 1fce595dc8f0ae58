import type { Executions } from '../kill/stage.ts'

interface Command {
  readonly comment?: unknown
  readonly renameCollection?: unknown
  readonly commitTransaction?: unknown
  readonly lsid?: { readonly id?: unknown }
  readonly txnNumber?: unknown
}

interface Line {
  readonly id: number
  readonly attr?: {
    readonly db?: string
    readonly type?: string
    readonly ns?: string
    readonly commandArgs?: Command
    readonly command?: Command | string
    readonly errCode?: number
  }
}

/** "About to run the command", of mongod's log at level 2. */
const BEGINS = 21_965
/** "Slow query", which at that level every command is. */
const ENDS = 51_803

function lines(log: string): readonly Line[] {
  return log.split('\n').flatMap((line): readonly Line[] => {
    if (!line.includes(`"id":${BEGINS},`) && !line.includes(`"id":${ENDS},`)) return []
    try {
      return [JSON.parse(line) as Line]
    } catch {
      // The log was read while this line was written.
      return []
    }
  })
}

const transactionOf = ({ lsid, txnNumber }: Command): string => JSON.stringify([lsid?.id, txnNumber])

/** Counts executions of the command whose comment carries `mark`, in a database, by mongod's log. */
export function mongodbExecutions(log: string, database: string, mark: string): Executions {
  const all = lines(log)
  const marked = (command: Command | string | undefined, where: string | undefined): command is Command =>
    typeof command === 'object' &&
    typeof command.comment === 'string' &&
    command.comment.includes(mark) &&
    (where === database || String(command.renameCollection).startsWith(`${database}.`))
  const started = all.filter(({ id, attr }) => id === BEGINS && marked(attr?.commandArgs, attr?.db))
  const ended = all.flatMap(({ id, attr }) => (id === ENDS && attr?.type === 'command' ? [attr] : []))
  const succeeded = ended.filter(({ errCode }) => errCode === undefined)
  const completed = succeeded.filter(({ command, ns }) => marked(command, ns?.slice(0, ns.indexOf('.'))))
  const commits = new Set(
    succeeded.flatMap(({ command }) =>
      typeof command === 'object' && command.commitTransaction !== undefined ? [transactionOf(command)] : [],
    ),
  )
  const committed = completed.filter(
    ({ command }) =>
      typeof command === 'object' && (command.txnNumber === undefined || commits.has(transactionOf(command))),
  )
  return { started: started.length, completed: completed.length, committed: committed.length }
}
