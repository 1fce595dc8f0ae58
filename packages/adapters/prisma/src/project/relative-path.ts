import { relative, sep } from 'node:path'

/** As messages and plans show it: relative to the project, with forward slashes. */
export function relativePath(cwd: string, path: string): string {
  return relative(cwd, path).split(sep).join('/')
}
