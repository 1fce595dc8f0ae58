import type { SourceFile } from '../files/source-file.ts'
import { keepLines, maskLines } from './mask.ts'
import type { Script } from './style.ts'

/** What one line is to a file that holds up and down. */
export type LinePart = 'up' | 'down' | 'marker'

export interface Sections {
  readonly up: Script
  /** `undefined` where the file has no down marker; empty where it has one and nothing follows. */
  readonly down: Script | undefined
}

/** Cuts a file by what each of its lines is. Lines of the other part are blanked, so that places stay true. */
export function sections(file: SourceFile, parts: readonly LinePart[], downMarker: number | undefined): Sections {
  const text = file.text()
  const part = (wanted: LinePart, line: number): Script => ({
    file,
    own: {
      text: maskLines(text, (_, index) => parts[index] === wanted),
      raw: keepLines(text, (_, index) => parts[index] === wanted),
    },
    line,
  })
  return { up: part('up', 1), down: downMarker === undefined ? undefined : part('down', downMarker + 1) }
}
