import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Sample } from './row.ts'

/** A program to measure, without a shell. */
export interface ProcessOptions {
  readonly cwd?: string
  /** The whole environment. Default: this process's own. */
  readonly env?: NodeJS.ProcessEnv
  /** A file that the program reads as its standard input. Default: there is none. */
  readonly input?: string
}

/** A process that ended, and what it wrote. */
export interface Measured extends Sample {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A process that was measured ended with another code than 0. */
export class ProcessFailure extends Error {
  override readonly name = 'ProcessFailure'
  readonly measured: Measured

  constructor(program: string, measured: Measured) {
    const { code, stdout, stderr, milliseconds } = measured
    // Some write everything they do, and then on the other stream why they stopped, with a long stack.
    const said = stderr.trim() === '' ? stdout : stderr
    const written = said.trim().split('\n').slice(-40).join('\n')
    super(`${basename(program)} ended with code ${code} after ${(milliseconds / 1000).toFixed(1)} s:\n${written}`)
    this.measured = measured
  }
}

// Linux counts the time of children that have ended in ticks of 10 ms, on every platform that Node runs on.
const tick = 10

// After the name in parentheses, which may hold anything, cutime and cstime are the 14th and 15th field.
async function timeOfChildren(): Promise<number | undefined> {
  const stat = await readFile('/proc/self/stat', 'latin1').catch(() => undefined)
  if (stat === undefined) return undefined
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) * tick
}

// The kernel keeps the peak; the last look before the end finds it, except what is taken in the last moments.
async function watchPeak(pid: number, ended: () => boolean): Promise<number | undefined> {
  let peak: number | undefined
  while (!ended()) {
    const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '')
    const found = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]
    if (found !== undefined) peak = Math.max(peak ?? 0, Number(found) / 1024)
    await sleep(10)
  }
  return peak
}

/**
 * Runs a program to its end and says what it took, whatever its exit code: time from the call to the end, processor time
 * of it and of those it started and waited for, and its peak memory. The last two need Linux. One at a time: processor time
 * is not told apart.
 *
 * @throws Error when the program cannot be started.
 */
export async function measureAny(
  program: string,
  parameters: readonly string[],
  { cwd, env = process.env, input }: ProcessOptions = {},
): Promise<Measured> {
  const before = await timeOfChildren()
  const stdin = input === undefined ? 'ignore' : openSync(input, 'r')
  const written = { stdout: '', stderr: '' }
  const began = performance.now()
  const child = spawn(program, parameters, { cwd, env, stdio: [stdin, 'pipe', 'pipe'] })
  if (typeof stdin === 'number') closeSync(stdin)
  const end = (): void => void child.kill('SIGTERM')
  process.once('exit', end)
  let ended: number | undefined
  child.on('exit', () => (ended = performance.now()))
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => (written[name] += text))
  }
  const closed = new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
  try {
    const watched = watchPeak(child.pid ?? 0, () => ended !== undefined || child.pid === undefined)
    const [code, memory] = await Promise.all([closed, watched])
    const after = await timeOfChildren()
    return {
      code,
      ...written,
      milliseconds: (ended ?? performance.now()) - began,
      ...(before === undefined || after === undefined ? {} : { cpu: after - before }),
      ...(memory === undefined ? {} : { memory }),
    }
  } finally {
    process.off('exit', end)
  }
}

/**
 * As {@link measureAny}, of a program that has to succeed.
 *
 * @throws ProcessFailure when it ends with another code than 0.
 */
export async function measureProcess(
  program: string,
  parameters: readonly string[],
  options: ProcessOptions = {},
): Promise<Measured> {
  const measured = await measureAny(program, parameters, options)
  if (measured.code !== 0) throw new ProcessFailure(program, measured)
  return measured
}

/** Says what a call inside this process took. It has no memory of its own, so none is told. */
export async function measureCall(work: () => unknown): Promise<Sample> {
  const before = process.cpuUsage()
  const began = performance.now()
  await work()
  const milliseconds = performance.now() - began
  const { user, system } = process.cpuUsage(before)
  return { milliseconds, cpu: (user + system) / 1000 }
}
