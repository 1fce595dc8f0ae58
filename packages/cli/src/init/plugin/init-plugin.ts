import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Answer, CommandContext } from '../../command.ts'
import { isOn, textOf } from '../../flags.ts'
import { detectProject } from '../detect-project.ts'
import type { PluginKind } from './plugin-kinds.ts'
import type { PluginNames } from './plugin-names.ts'

async function refused(message: string, hint: string): Promise<Error> {
  const { SlipwayError } = await import('@slipway/core')
  return new SlipwayError('SW-USAGE', `${message} Nothing was changed.`, { hint })
}

async function kindOf(word: string): Promise<PluginKind> {
  const { pluginKinds } = await import('./plugin-kinds.ts')
  const found = pluginKinds.find(({ name }) => name === word)
  if (found !== undefined) return found
  const { suggest } = await import('../../suggest.ts')
  const meant = suggest(
    word,
    pluginKinds.flatMap(({ name, also }) => [name, ...also]),
  )
  const kind = pluginKinds.find(({ name, also }) => meant !== undefined && [name, ...also].includes(meant))
  const names = pluginKinds.map(({ name }) => name).join(', ')
  const guess = kind === undefined ? '' : ` Did you mean ${kind.name}?`
  throw await refused(
    `--plugin does not know ${word}; it knows ${names}.${guess}`,
    `slipway init --plugin ${(kind ?? pluginKinds[0]).name}`,
  )
}

async function namesOf(kind: PluginKind, word: string): Promise<PluginNames> {
  const { pluginNames } = await import('./plugin-names.ts')
  const names = pluginNames(kind.name, word)
  if (names !== undefined) return names
  throw await refused(
    `${JSON.stringify(word)} cannot name a plugin: small letters and digits, words joined by dashes, no word of the language.`,
    `slipway init --plugin ${kind.name} acme`,
  )
}

async function refuseOthers({ flags }: CommandContext, kind: PluginKind): Promise<void> {
  const other = ['database', 'url-env'].find((name) => isOn(flags, name))
  if (other === undefined) return
  throw await refused(`--${other} says nothing to a new plugin.`, `slipway init --plugin ${kind.name} acme`)
}

/** Writes the package of a new plugin into a folder of its own, which must be empty or not there. */
export async function initPlugin(context: CommandContext): Promise<Answer> {
  const { cwd } = context.io
  const kind = await kindOf(textOf(context.flags, 'plugin') ?? '')
  await refuseOthers(context, kind)
  const names = await namesOf(kind, context.parameters[0] ?? 'acme')
  const folder = textOf(context.flags, 'folder') ?? names.package
  const place = resolve(cwd, folder)
  const there = await readdir(place).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (there.length > 0) {
    throw await refused(
      `${folder} is there and not empty; nothing in it is written over.`,
      `slipway init --plugin ${kind.name} ${names.name} --folder ANOTHER`,
    )
  }
  const { pluginFiles } = await import('./plugin-files.ts')
  const { version } = await import('../../version.ts')
  const files = await pluginFiles(kind, names, version())
  for (const [path, text] of files) {
    await mkdir(dirname(join(place, path)), { recursive: true })
    await writeFile(join(place, path), text, { flag: 'wx' })
  }
  const first = kind.first.replace('NAME', names.name)
  const manager = (await detectProject(cwd)).install.split(' ')[0] ?? 'npm'
  return {
    result: { plugin: kind.name, name: names.name, package: names.package, folder, files: [...files.keys()], first },
    pretty: (style) =>
      [
        `${style.good('✓')} wrote ${names.package}: ${kind.summary}`,
        ...[...files.keys()].map((path) => `  ${folder}/${path}`),
        'Next',
        `  cd ${folder} && ${manager} install`,
        `  ${manager} run check     type-checks as it is`,
        `  ${manager} test          fails, and says what is to be written; begin with ${first}`,
        '',
      ].join('\n'),
  }
}
