import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { startNode } from '../child.ts'
import { shareProject } from './shared-project.ts'
import { mustSucceed, type Twin } from './twin.ts'

const numbers = [1, 2, 3, 4, 5, 6]
const nameOf = (n: number): string => `2026010${n}000000_t${n}.js`

const migration = (n: number): string => `exports.up = async (knex) => {
  await knex.schema.createTable('t${n}', (table) => table.integer('n'))
  await knex('t${n}').insert({ n: ${n} })
}
exports.down = (knex) => knex.schema.dropTable('t${n}')
`

const knexfile = `module.exports = {
  client: 'pg',
  connection: process.env.DATABASE_URL,
  migrations: { directory: './migrations' },
}
`

/** Knex goes forward and back, by one and by batches. */
export async function knexTwin(server: { readonly url: string }): Promise<Twin> {
  const files = Object.fromEntries(numbers.map((n) => [`migrations/${nameOf(n)}`, migration(n)]))
  const project = await shareProject(
    server,
    { ...files, 'knexfile.cjs': knexfile, 'migrations/package.json': '{ "type": "commonjs" }\n' },
    {
      imports: ["import { knex } from '@slipway/adapter-knex'"],
      call: "await knex({ knexfile: './knexfile.cjs' })",
    },
  )
  const cli = join(dirname(createRequire(import.meta.url).resolve('knex/package.json')), 'bin/cli.js')
  const run = async (command: string): Promise<string> => {
    const options = { cwd: project.dir, env: { DATABASE_URL: project.url } }
    const { code, stdout, stderr } = await startNode([cli, command, '--knexfile', 'knexfile.cjs'], options).ended
    mustSucceed(`knex ${command}`, { code, output: stdout + stderr })
    return stdout
  }
  return {
    ...project,
    chain: numbers.map(nameOf),
    moves: [
      {
        title: 'knex migrate:up',
        to: (applied, total) => (applied === total ? undefined : applied + 1),
        run: async () => void (await run('migrate:up')),
      },
      {
        title: 'knex migrate:latest',
        to: (applied, total, random) => (applied === total || random > 0.3 ? undefined : total),
        run: async () => void (await run('migrate:latest')),
      },
      {
        title: 'knex migrate:down',
        to: (applied) => (applied === 0 ? undefined : applied - 1),
        run: async () => void (await run('migrate:down')),
      },
    ],
    async applied() {
      const [completed = ''] = (await run('migrate:list')).split(/Found \d+ Pending|No Pending/)
      return numbers.map(nameOf).filter((name) => completed.includes(name))
    },
  }
}
