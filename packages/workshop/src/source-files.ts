import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceFile } from './architecture.ts'
import { repository } from './packages.ts'

/** Every TypeScript file of the repository that somebody wrote. */
export async function sourceFiles(): Promise<readonly SourceFile[]> {
  const exclude = (path: string): boolean => /(^|[\\/])(node_modules|dist|\.turbo)$/.test(path)
  const files: SourceFile[] = []
  for await (const path of glob('{packages,examples}/**/*.ts', { cwd: repository, exclude })) {
    files.push({ path: path.replaceAll('\\', '/'), text: await readFile(join(repository, path), 'utf8') })
  }
  return files
}
