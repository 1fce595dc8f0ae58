import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ServerFacts, Setting } from './row.ts'

/** What rows of one run share. */
export interface Settings extends AsyncDisposable {
  /** The servers that rows have noted. */
  readonly servers: readonly ServerFacts[]
  /** Gives a row its setting while it works. */
  within<T>(row: string, work: (setting: Setting) => Promise<T>): Promise<T>
}

const ownModules = fileURLToPath(new URL('../../node_modules', import.meta.url))

/** Opens what rows share: a folder for each, and servers that outlive it. */
export function openSettings({ full, say }: Pick<Setting, 'full' | 'say'>): Settings {
  const servers = new Map<string, ServerFacts>()
  const kept = new Map<string, Promise<AsyncDisposable>>()

  function once<T extends AsyncDisposable>(key: string, make: () => Promise<T>): Promise<T> {
    const found = kept.get(key) as Promise<T> | undefined
    const made = found ?? make()
    kept.set(key, made)
    return made
  }
  return {
    get servers(): readonly ServerFacts[] {
      return [...servers.values()]
    },
    async within(row, work) {
      const folder = await mkdtemp(join(tmpdir(), `slipway-bench-${row}-`))
      await mkdir(folder, { recursive: true })
      await symlink(ownModules, join(folder, 'node_modules'))
      try {
        const note = (server: ServerFacts): void => void servers.set(`${server.name} ${server.version}`, server)
        return await work({ folder, full, say, note, once })
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    async [Symbol.asyncDispose]() {
      for (const made of [...kept.values()].toReversed()) {
        const disposable = await made.catch(() => undefined)
        await disposable?.[Symbol.asyncDispose]()
      }
    },
  }
}
