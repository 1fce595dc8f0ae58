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
}

// A page's commands run from source, by the Node.js that the repository brings.
const source = '--conditions=slipway-dev'
const shims: Readonly<Record<string, string>> = {
  slipway: `exec node ${source} '${join(repository, 'packages/cli/src/main.ts')}' "$@"`,
  pnpm: 'if [ "$1" = pkg ]; then exec npm "$@"; else exec "$@"; fi',
}

async function placesOf(): Promise<ReadonlyMap<string, string>> {
  const packages = await workspacePackages()
  return new Map(packages.map(({ folder, manifest }) => [manifest.name, join(repository, folder)]))
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
  const places = await placesOf()
  await mkdir(join(path, '.shims'))
  for (const [name, text] of Object.entries(shims)) {
    await writeFile(join(path, '.shims', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  }
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
    copy: (from) =>
      cp(join(repository, from), path, { recursive: true, filter: (file) => !/node_modules|\.data/.test(file) }),
    async install(names) {
      for (const name of names) {
        const place = places.get(name) ?? join(repository, 'node_modules', name)
        const link = join(path, 'node_modules', name)
        await rm(link, { force: true })
        await mkdir(dirname(link), { recursive: true })
        await symlink(place, link)
      }
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  }
}
