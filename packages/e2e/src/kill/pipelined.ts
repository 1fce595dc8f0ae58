import type { Files } from '../project.ts'
import { prepare, timeouts, whole } from './fixture.ts'
import type { KillCase } from './kill-case.ts'
import { strikes } from './lost-answers.ts'

/** Migrations of one message each, so that one is always on its way behind the one that runs. */
const migrations: Files = Object.fromEntries(
  [1, 2, 3, 4].flatMap((version) => [
    [`V${version}__count.sql`, `UPDATE /* mark:v${version}-update */ t SET n = n * 2 + ${version};\n`],
    [`U${version}__count.sql`, `UPDATE /* mark:u${version}-update */ t SET n = (n - ${version}) / 2;\n`],
  ]),
)

const commands = {
  apply: { prefix: 'v', command: ['apply'], before: [], recover: [['apply']] },
  rollback: { prefix: 'u', command: ['rollback', '--yes'], before: [['apply']], recover: [['resume']] },
} as const

/** Strikes between two transactions of which the server has both and the client knows the end of none. */
export const pipelined: readonly KillCase[] = Object.entries(commands).flatMap(
  ([name, { prefix, command, before, recover }]) =>
    Object.entries(strikes).map(([how, { title, at, strike }]): KillCase => ({
      server: 'shared',
      prepare,
      migrations,
      timeouts,
      before,
      command,
      marks: Object.fromEntries([1, 2, 3, 4].map((version) => [`${prefix}${version}-update`, { starts: 2 }])),
      id: `pipelined-${name}-${how}`,
      title: `${name} with another transaction on its way: ${title}`,
      strike: (scene) => strike(scene, { match: whole(`${prefix}2-update`), at }, command),
      // A client that lives is through; one that was killed left a run to be taken up.
      recover: how === 'answer-lost' ? [] : recover,
    })),
)
