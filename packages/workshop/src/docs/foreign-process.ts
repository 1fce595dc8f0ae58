import { runFlyway, runPrisma } from '@slipway/testkit'

// What a page's `flyway …` and `prisma …` are: the real ones, started as tests start them.

const [tool, ...args] = process.argv.slice(2)
const cwd = process.cwd()
const env = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : [])))
if (tool === 'flyway') {
  const { code, output } = await runFlyway(args, { cwd, env })
  process.stdout.write(output)
  process.exitCode = code
} else {
  const { code, stdout, stderr } = await runPrisma(cwd, args, { url: env['DATABASE_URL'] ?? '' })
  process.stdout.write(stdout + stderr)
  process.exitCode = code
}
