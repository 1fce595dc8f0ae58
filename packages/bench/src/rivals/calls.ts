import { measureProcess, ProcessFailure, type Measured } from '../harness/measure.ts'

/** One process. */
export interface Call {
  readonly program: string
  readonly parameters: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const add = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? undefined : one + other

function together(one: Measured | undefined, next: Measured): Measured {
  if (one === undefined) return next
  const { cpu, memory, ...rest } = next
  const time = add(one.cpu, cpu)
  return {
    ...rest,
    milliseconds: one.milliseconds + next.milliseconds,
    stdout: one.stdout + next.stdout,
    stderr: one.stderr + next.stderr,
    ...(time === undefined ? {} : { cpu: time }),
    ...(memory === undefined ? {} : { memory: Math.max(memory, one.memory ?? 0) }),
  }
}

/**
 * Runs processes one after the other, in a folder, with nothing in their environment but what they are given, `PATH`, `HOME`
 * and `NO_COLOR`.
 *
 * @throws ProcessFailure at the first that fails, of what it took until there.
 */
export async function runCalls(calls: readonly Call[], folder: string): Promise<Measured> {
  let sum: Measured | undefined
  for (const { program, parameters, env } of calls) {
    const around = { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1', ...env }
    const options = { cwd: folder, env: around }
    try {
      sum = together(sum, await measureProcess(program, parameters, options))
    } catch (error) {
      throw error instanceof ProcessFailure ? new ProcessFailure(program, together(sum, error.measured)) : error
    }
  }
  if (sum === undefined) throw new Error('There is nothing to run.')
  return sum
}
