import { parseVersion, type Version } from '@slipway/core/adapter'
import type { SourceFile } from '../files/source-file.ts'
import { titleOf } from './mask.ts'
import { codeStep, isCodeStep, misnamed } from './refuse.ts'

/** A file that holds up and down, told apart by marker comments: `20240115093000_title.sql`. */
export interface MarkedFile {
  readonly file: SourceFile
  readonly version: Version
  readonly title: string
}

export function markedFile(file: SourceFile): MarkedFile | undefined {
  const first = file.name.charAt(0)
  if (first < '0' || first > '9') return undefined
  const found = /^(\d+)(?:[_-](.*))?\.sql$/s.exec(file.name)
  if (found === null) return undefined
  const [, digits = '', rest = ''] = found
  const version = parseVersion(digits)
  return version === undefined ? undefined : { file, version, title: rest === '' ? digits : titleOf(rest) }
}

/** Those that are migrations. Throws for code steps and for names that are nearly right. */
export function markedFiles(files: readonly SourceFile[]): readonly MarkedFile[] {
  return files.flatMap((file) => {
    const marked = markedFile(file)
    if (marked !== undefined) return [marked]
    if (isCodeStep(file)) throw codeStep(file)
    if (/^\d.*\.sql$/i.test(file.name))
      throw misnamed(file, 'its name has no version that can be read', 'names are 20240115093000_title.sql')
    return []
  })
}

/** How many numbered files hold a marker. */
export function countMarked(files: readonly SourceFile[], marker: RegExp): number {
  return files.filter((file) => markedFile(file) !== undefined && marker.test(file.text())).length
}
