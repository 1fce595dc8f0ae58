import { stemOf } from '../styles/named.ts'

const endings = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']

/** The id of a file, or of a row that names one: without its ending, so that a file keeps its id when it becomes TypeScript. */
export function idOf(fileName: string): string {
  return stemOf(fileName)
}

/** Every name that a row may give a migration. */
export function namesOf(id: string): readonly string[] {
  return [...endings.map((ending) => id + ending), id]
}
