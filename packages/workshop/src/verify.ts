import { checkTarballs } from './check-tarballs.ts'
import { fetchEngines } from './engines.ts'
import { repository } from './packages.ts'
import { runCommand, type CommandResult } from './run-command.ts'
import { runTests } from './run-tests.ts'
import { tool } from './tool.ts'

interface Stage {
  readonly name: string
  readonly run: () => Promise<CommandResult>
}

const say = (line: string): void => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`)

const run = (name: string, ...parameters: readonly string[]): Promise<CommandResult> =>
  runCommand(tool(name), parameters, { cwd: repository })

async function engines(): Promise<CommandResult> {
  try {
    await fetchEngines((line) => say(`  ${line}`))
    return { code: 0, output: '' }
  } catch (error) {
    return { code: 1, output: String(error) }
  }
}

const stages: readonly Stage[] = [
  { name: 'engines', run: engines },
  { name: 'types', run: () => run('turbo', 'run', 'check', '--continue') },
  { name: 'types of the root files', run: () => run('tsc', '-p', 'tsconfig.json') },
  { name: 'lint', run: () => run('oxlint', '--deny-warnings') },
  { name: 'format', run: () => run('oxfmt', '--check') },
  { name: 'unused code', run: () => run('knip') },
  { name: 'build', run: () => run('turbo', 'run', 'build', '--continue') },
  { name: 'packages', run: checkTarballs },
]

async function passes({ name, run: start }: Stage): Promise<boolean> {
  say(name)
  const began = performance.now()
  const { code, output } = await start()
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  if (code !== 0) console.log(output.trimEnd())
  say(`${name}: ${code === 0 ? 'ok' : 'FAILED'} (${seconds} s)`)
  return code === 0
}

/** Checks everything in this repository, and ends with one line: how many tests and stages passed, failed, skipped. */
async function verify(): Promise<void> {
  process.env['CI'] ??= 'true'
  process.env['TURBO_TELEMETRY_DISABLED'] = '1'
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  let broken = 0
  for (const stage of stages) if (!(await passes(stage))) broken += 1
  say('tests')
  const tally = await runTests((text) => process.stdout.write(text))
  const failed = tally.failed + broken
  process.exitCode = failed + tally.skipped === 0 && tally.passed > 0 ? 0 : 1
  console.log(`${tally.passed} passed, ${failed} failed, ${tally.skipped} skipped`)
}

await verify()
