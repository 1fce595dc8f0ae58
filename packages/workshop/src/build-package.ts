import { readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { rolldown } from 'rolldown'
import { runCommand } from './run-command.ts'
import { tool } from './tool.ts'

interface Exported {
  readonly exports: Readonly<Record<string, { readonly 'slipway-dev': string }>>
}

/**
 * Builds the package in `folder` into its `dist`: declarations by tsc, and a few files of JavaScript by a bundler, since
 * Node.js takes half a millisecond to find and link each file of a program that has hundreds. What is imported on demand
 * stays a file of its own; packages stay apart, so that each class exists once. All files stand in `dist` itself, as deep
 * as those in `src`: a file that looks for something beside itself belongs there.
 *
 * @param more source files to build besides what package.json exports, such as a worker, relative to `folder`.
 * @throws Error with the complaints of tsc or the bundler.
 */
async function buildPackage(folder: string, more: readonly string[]): Promise<void> {
  const dist = join(folder, 'dist')
  await rm(dist, { recursive: true, force: true })
  const types = ['-p', 'tsconfig.build.json', '--emitDeclarationOnly']
  const { code, output } = await runCommand(tool('tsc'), types, { cwd: folder })
  if (code !== 0) throw new Error(output)
  const { exports } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Exported
  const sources = Object.values(exports).map((found) => found['slipway-dev'])
  const input = Object.fromEntries([
    ...sources.map((file) => [file.replace(/^\.\/src\/(.*)\.ts$/, '$1'), join(folder, file)]),
    ...more.map((file) => [basename(file, '.ts'), join(folder, file)]),
  ])
  const bundle = await rolldown({
    cwd: folder,
    input,
    platform: 'node',
    // Everything but the package's own files.
    external: (id) => !/^[./]|^[A-Z]:/i.test(id),
    onLog(level, log) {
      if (level === 'warn' && log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') throw new Error(log.message)
    },
  })
  await bundle.write({
    dir: dist,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    comments: false,
  })
}

await buildPackage(process.cwd(), process.argv.slice(2))
