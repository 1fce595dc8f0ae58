import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { repository, workspacePackages } from '../packages.ts'

/** A folder in which a page is played. */
export interface ProjectFolder extends AsyncDisposable {
  readonly path: string
  /** Installs packages, as `pnpm add` would: those of this repository, or what it has from others. */
  install(names: readonly string[]): Promise<void>
  /** Brings what a folder of the repository holds, such as an example. */
  copy(from: string): Promise<void>
  write(path: string, text: string): Promise<void>
  /** Lets a shell find programs, by the scripts that run them. */
  programs(scripts: Readonly<Record<string, string>>): Promise<void>
}

// A page's commands run from source, by the Node.js that the repository brings.
const source = '--conditions=slipway-dev'
const shims: Readonly<Record<string, string>> = {
  slipway: `exec '${process.execPath}' ${source} '${join(repository, 'packages/cli/src/main.ts')}' "$@"`,
  pnpm: 'if [ "$1" = pkg ]; then exec npm "$@"; else exec "$@"; fi',
}

/** Where a package is: here, or among what any package of the repository has installed. */
async function placesOf(): Promise<(name: string) => string> {
  const packages = await workspacePackages()
  const own = new Map(packages.map(({ folder, manifest }) => [manifest.name, join(repository, folder)]))
  const homes = ['', ...packages.map(({ folder }) => folder)]
  return (name) => {
    const places = homes.map((home) => join(repository, home, 'node_modules', name))
    const found = own.get(name) ?? places.find((place) => existsSync(place))
    if (found === undefined) throw new Error(`no package of the repository has ${name} installed`)
    return found
  }
}

/** Where `slipway`, `pnpm` and `node` are found by a page's commands. */
export function shellEnvironment(folder: string, variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, DATABASE_URL: __, ...own } = process.env
  const path = [join(folder, '.shims'), join(repository, 'node_modules/.bin'), own['PATH']].join(':')
  return { ...own, PATH: path, NODE_OPTIONS: source, NO_COLOR: '1', ...variables }
}

/** Makes an empty one, in the folder for temporary files. */
export async function makeProjectFolder(): Promise<ProjectFolder> {
  const path = await mkdtemp(join(tmpdir(), 'slipway-docs-'))
  const placeOf = await placesOf()
  await mkdir(join(path, '.shims'))
  const programs = async (scripts: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, text] of Object.entries(scripts)) {
      await writeFile(join(path, '.shims', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
    }
  }
  await programs(shims)
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), text)
  }
  await write(
    '.shims/git.config',
    '[user]\n\tname = Somebody\n\temail = somebody@example.com\n[init]\n\tdefaultBranch = main\n',
  )
  return {
    path,
    write,
    programs,
    copy: (from) =>
      cp(join(repository, from), path, { recursive: true, filter: (file) => !/node_modules|\.data/.test(file) }),
    async install(names) {
      for (const name of names) {
        const link = join(path, 'node_modules', name)
        await rm(link, { force: true })
        await mkdir(dirname(link), { recursive: true })
        await symlink(placeOf(name), link)
      }
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  }
}
