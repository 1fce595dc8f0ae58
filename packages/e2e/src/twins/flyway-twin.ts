import { runFlyway } from '@slipway/testkit'
import { flywayEnvironment } from '../bridged/flyway-stage.ts'
import { shareProject } from './shared-project.ts'
import { mustSucceed, type Twin } from './twin.ts'

const numbers = [1, 2, 3, 4, 5, 6]

/** Flyway migrates forward; it has no way back. */
export async function flywayTwin(server: { readonly url: string }): Promise<Twin> {
  const files = numbers.flatMap((n) => [
    [`migrations/V${n}__t${n}.sql`, `CREATE TABLE t${n} (n int);\nINSERT INTO t${n} VALUES (${n});\n`],
    [`migrations/U${n}__t${n}.sql`, `DROP TABLE t${n};\n`],
  ])
  const project = await shareProject(server, Object.fromEntries(files), {
    imports: ["import { flyway } from '@slipway/adapter-sql'"],
    call: "flyway({ locations: 'migrations', env: {} })",
  })
  const run = async (...args: readonly string[]): Promise<string> => {
    const answer = await runFlyway(args, { cwd: project.dir, env: flywayEnvironment(project.url) })
    mustSucceed(`flyway ${args.join(' ')}`, answer)
    return answer.output
  }
  return {
    ...project,
    chain: numbers.map((n) => `V${n}`),
    moves: [
      {
        title: 'flyway migrate',
        to: (applied, total, random) =>
          applied === total ? undefined : applied + 1 + Math.floor(random * (total - applied)),
        run: async (to) => void (await run('migrate', `-target=${to}`)),
      },
    ],
    async applied() {
      const answer = await run('info', '-outputType=json')
      const { migrations } = JSON.parse(answer.slice(answer.indexOf('{'))) as {
        migrations: { version: string; state: string; type: string }[]
      }
      return migrations.filter(({ state }) => state === 'Success').map(({ version }) => `V${version}`)
    },
  }
}
