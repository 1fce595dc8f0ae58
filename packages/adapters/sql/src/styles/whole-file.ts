import type { SourceFile } from '../files/source-file.ts'
import type { Script } from './style.ts'

/** A file that is one script. It is read when its text is asked for. */
export function wholeFile(file: SourceFile): Script {
  return { file, line: 1 }
}
