import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeText } from '@slipway/core/adapter'

/** A file found in a location. */
export interface SourceFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string
  /** The last part of `path`. */
  readonly name: string
  /** `path` without `name`; empty for the project's own folder. */
  readonly folder: string
  /** Without a byte order mark, with LF line ends. Read once. Throws `SW-SYNTAX` where it is not UTF-8. */
  text(): string
}

/** A file of a project, by its path. */
export function sourceFile(cwd: string, path: string): SourceFile {
  const slash = path.lastIndexOf('/')
  let text: string | undefined
  return {
    path,
    name: path.slice(slash + 1),
    folder: path.slice(0, Math.max(slash, 0)),
    text: () => (text ??= decodeText(readFileSync(join(cwd, path)), path)),
  }
}
