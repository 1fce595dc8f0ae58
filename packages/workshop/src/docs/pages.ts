import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { repository } from '../packages.ts'

/** A page of the documentation. */
export interface Page {
  /** Relative to the repository, with forward slashes. */
  readonly path: string
  readonly text: string
}

const places = ['*.md', 'docs/**/*.md', 'packages/*/README.md', 'packages/*/*/README.md', 'examples/*/README.md']

/** Everything that is written for people, in the order of its paths. */
export async function documentation(): Promise<readonly Page[]> {
  const exclude = (path: string): boolean => /(^|[\\/])(node_modules|dist)([\\/]|$)/.test(path)
  const paths = new Set<string>()
  for (const place of places) {
    for await (const path of glob(place, { cwd: repository, exclude })) paths.add(path.replaceAll('\\', '/'))
  }
  return Promise.all(
    [...paths].toSorted().map(async (path) => ({ path, text: await readFile(join(repository, path), 'utf8') })),
  )
}
