import { fileURLToPath } from 'node:url'
import { measureProcess, type Measured } from '../harness/measure.ts'

/** Runs one of the programs in `loops` in a process of its own, as anybody's script would run. */
export function runLoop(name: string, parameters: readonly string[], url?: string): Promise<Measured> {
  const program = fileURLToPath(new URL(`loops/${name}.ts`, import.meta.url))
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    ...(url === undefined ? {} : { DATABASE_URL: url }),
  }
  return measureProcess(process.execPath, [program, ...parameters], { env })
}
