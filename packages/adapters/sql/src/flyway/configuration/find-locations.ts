import { globSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'

/** A folder that holds scripts. */
export interface FlywayLocation {
  /** Relative to the project, with forward slashes. */
  readonly folder: string
  /** What the names of scripts in the history are relative to: the part before a wildcard. */
  readonly root: string
}

/** Locations that can be read here, and those that cannot. */
export interface FoundLocations {
  readonly folders: readonly FlywayLocation[]
  /** As written: on a class path that is not here, or with a cloud provider. */
  readonly elsewhere: readonly string[]
}

// Where build tools keep what ends up on the class path.
const roots = ['src/main/resources', 'resources', 'build/resources/main', 'target/classes', '.']

/**
 * Finds Flyway's locations in a project: `filesystem:` ones, and those on the class path where their sources are. Like
 * Flyway, it passes over what is not there; where nothing is, all that was stated is kept, so that reading it says so.
 */
export function findLocations(stated: readonly string[], cwd: string): FoundLocations {
  const folders: FlywayLocation[] = []
  const elsewhere: string[] = []
  for (const location of stated) {
    const found = candidates(location).flatMap((path) => expand(path, cwd))
    if (location.startsWith('classpath:') || !location.includes(':'))
      folders.push(...found.slice(0, wild(location) ? undefined : 1))
    else folders.push(...found)
    if (found.length === 0) elsewhere.push(location)
  }
  if (folders.length > 0) return { folders, elsewhere }
  return { folders: elsewhere.map((each) => ({ folder: plain(each), root: plain(each) })), elsewhere }
}

const plain = (location: string): string => location.replace(/^(filesystem|classpath):\/?/, '') || '.'
const wild = (location: string): boolean => /[*?]/.test(location)

function candidates(location: string): readonly string[] {
  const [, kind = '', path = ''] = /^(?:(\w+):)?(.*)$/s.exec(location) ?? []
  if (kind === 'filesystem') return [path]
  if (kind === '') return [path, ...roots.map((root) => join(root, path))]
  if (kind === 'classpath') return roots.map((root) => join(root, path))
  return []
}

function expand(path: string, cwd: string): readonly FlywayLocation[] {
  const place = (folder: string): string => relative(cwd, resolve(cwd, folder)).split(sep).join('/') || '.'
  const isFolder = (folder: string): boolean =>
    statSync(resolve(cwd, folder), { throwIfNoEntry: false })?.isDirectory() ?? false
  if (!wild(path)) return isFolder(path) ? [{ folder: place(path), root: place(path) }] : []
  const root = place(path.slice(0, path.search(/[^/]*[*?]/)))
  return globSync(path, { cwd })
    .filter(isFolder)
    .toSorted()
    .map((folder) => ({ folder: place(folder), root }))
}
