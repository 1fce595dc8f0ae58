import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What a program answers to `--version`, without its name: the first number with dots in it. */
export async function clientVersion(path: string, env: Readonly<Record<string, string>>): Promise<string> {
  const { stdout, stderr } = await run(path, ['--version'], { env: { PATH: process.env['PATH'], ...env } })
  const said = `${stdout}${stderr}`
  return /\d+(?:\.\d+)+/.exec(said.replace(/^.*Distrib /, ''))?.[0] ?? said.trim()
}
