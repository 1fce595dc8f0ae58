import { join } from 'node:path'
import { repository } from './packages.ts'

/** The path of a program that the repository's own devDependencies bring. */
export function tool(name: string): string {
  return join(repository, 'node_modules', '.bin', name)
}
