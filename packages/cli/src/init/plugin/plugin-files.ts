import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageFolder } from '../../package-folder.ts'
import type { PluginKind } from './plugin-kinds.ts'
import type { PluginNames } from './plugin-names.ts'

const templates = fileURLToPath(new URL('templates/', packageFolder))

function fill(text: string, { name, factory, package: packageName }: PluginNames): string {
  const type = factory.charAt(0).toUpperCase() + factory.slice(1)
  const values: Readonly<Record<string, string>> = { name, factory, Factory: type, package: packageName }
  return text.replaceAll(/\{\{(\w+)\}\}/g, (whole, key: string) => values[key] ?? whole)
}

function manifest({ summary, develops }: PluginKind, { name, package: packageName }: PluginNames, version: string) {
  const slipway = ['@slipway/core', '@slipway/testkit', ...develops].map((each) => [each, `^${version}`])
  return {
    name: packageName,
    version: '0.0.0',
    description: `${summary} of Slipway`.replace(/^an? /, ''),
    type: 'module',
    files: ['dist'],
    exports: { '.': { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` } },
    scripts: {
      build: 'tsc -p tsconfig.build.json',
      check: 'tsc',
      test: 'node --test --test-force-exit "test/*.test.ts"',
    },
    peerDependencies: { '@slipway/core': `^${version}` },
    devDependencies: { ...Object.fromEntries(slipway), '@types/node': '^24.0.0', typescript: '>=5.9' },
    engines: { node: '>=22.18' },
  }
}

/** The files of a new plugin's package, by their path in it, sorted. `version` is that of the packages it is written for. */
export async function pluginFiles(
  kind: PluginKind,
  names: PluginNames,
  version: string,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map([['package.json', `${JSON.stringify(manifest(kind, names, version), undefined, 2)}\n`]])
  for (const folder of ['every', kind.name]) {
    const cwd = join(templates, folder)
    for await (const path of glob('**/{,.}*.txt', { cwd })) {
      const to = path
        .replaceAll('\\', '/')
        .replace(/\.txt$/, '')
        .replace('NAME', names.name)
      files.set(to, fill(await readFile(join(cwd, path), 'utf8'), names))
    }
  }
  return new Map([...files].toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
