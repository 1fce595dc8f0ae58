import { runPrisma } from '@slipway/testkit'
import { shareProject } from './shared-project.ts'
import { mustSucceed, type Twin } from './twin.ts'

const numbers = [1, 2, 3, 4, 5, 6]
const nameOf = (n: number): string => `2026010${n}000000_t${n}`

const config = `export default {
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL as string },
}
`

/** Prisma deploys all that is pending; it has no way back. */
export async function prismaTwin(server: { readonly url: string }): Promise<Twin> {
  const files = numbers.flatMap((n) => [
    [`prisma/migrations/${nameOf(n)}/migration.sql`, `CREATE TABLE t${n} (n int);\n`],
    [`prisma/migrations/${nameOf(n)}/down.sql`, `DROP TABLE t${n};\n`],
  ])
  const project = await shareProject(
    server,
    {
      ...(Object.fromEntries(files) as Record<string, string>),
      'prisma.config.ts': config,
      'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n}\n',
      'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
    },
    { imports: ["import { prisma } from '@slipway/adapter-prisma'"], call: 'await prisma()' },
  )
  const run = (...args: readonly string[]) => runPrisma(project.dir, args, { url: project.url })
  return {
    ...project,
    chain: numbers.map(nameOf),
    moves: [
      {
        title: 'prisma migrate deploy',
        to: (applied, total) => (applied === total ? undefined : total),
        async run() {
          const { code, stdout, stderr } = await run('migrate', 'deploy')
          mustSucceed('prisma migrate deploy', { code, output: stdout + stderr })
        },
      },
    ],
    async applied() {
      const { stdout, stderr } = await run('migrate', 'status')
      const told = stdout + stderr
      if (/up to date/.test(told)) return numbers.map(nameOf)
      if (!/have not yet been applied/.test(told)) throw new Error(`prisma migrate status said:\n${told}`)
      return numbers.map(nameOf).filter((name) => !told.includes(name))
    },
  }
}
