import { measureProcess, ProcessFailure, type Measured } from '../../harness/measure.ts'
import type { Contender } from '../../harness/row.ts'
import type { SqlMigration } from '../../work/tables.ts'

/** One process. */
export interface Call {
  readonly program: string
  readonly parameters: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Where a tool works. */
export interface Place {
  /** Of its own: configuration, and the migrations as {@link PostgresTool.files} says. */
  readonly folder: string
  readonly url: string
  /** How many migrations there are. */
  readonly count: number
}

/** What runs migrations on PostgreSQL. */
export interface PostgresTool extends Pick<Contender, 'name' | 'version' | 'kind'> {
  /** A project in the tool's own style: texts by their paths in its folder. */
  files(migrations: readonly SqlMigration[]): Readonly<Record<string, string>>
  /** Applies what is pending; once more, it finds nothing to do. */
  up(place: Place): readonly Call[]
  /** Undoes everything. Missing where the tool cannot. */
  readonly down?: (place: Place) => readonly Call[]
  /** Says what is applied; missing where the tool cannot. */
  readonly status?: (place: Place) => readonly Call[]
  /** Says its version. */
  readonly start: Call
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
 * Runs processes one after the other, in a folder, with nothing in their environment but what they are given and a `PATH`.
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

/** The URL for tools that ask for encryption unless told otherwise. */
export const unencrypted = (url: string): string => `${url}?sslmode=disable`
