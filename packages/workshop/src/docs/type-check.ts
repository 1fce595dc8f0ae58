import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { repository } from '../packages.ts'
import { runCommand } from '../run-command.ts'
import { tool } from '../tool.ts'
import { excerptOf } from './excerpts.ts'
import { readMarkdown } from './markdown.ts'
import type { Page } from './pages.ts'
import { pathOf } from './play-page.ts'
import { makeProjectFolder } from './project-folder.ts'
import { shownPackages } from './shown-packages.ts'

/** Checks the TypeScript of all pages against the packages, each page in a folder of its own. Answers the complaints. */
export async function typeCheck(pages: readonly Page[]): Promise<string> {
  await using folder = await makeProjectFolder()
  await folder.install([...shownPackages, '@types/node', 'vitest'])
  await folder.write('package.json', '{ "type": "module" }\n')
  for (const page of pages) {
    for (const block of readMarkdown(page.text).blocks) {
      // An excerpt is checked where it was taken from.
      if (block.language !== 'ts' || excerptOf(block) !== undefined) continue
      const name = pathOf(block) ?? `line-${block.line}.ts`
      const file = join(folder.path, page.path, name)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, `${block.text}\nexport {}\n`)
    }
  }
  const options = {
    noEmit: true,
    isolatedDeclarations: false,
    declaration: false,
    types: ['node'],
    noUnusedLocals: false,
  }
  const config = { extends: join(repository, 'tsconfig.base.json'), compilerOptions: options, include: ['**/*.ts'] }
  await folder.write('tsconfig.json', JSON.stringify(config))
  const { code, output } = await runCommand(tool('tsc'), ['-p', folder.path], { cwd: folder.path })
  // A complaint from outside the folder is about a package, whose own check makes it.
  const complaints = output.split('\n').filter((line) => line !== '' && !line.startsWith('..'))
  return code === 0 ? '' : complaints.join('\n')
}
