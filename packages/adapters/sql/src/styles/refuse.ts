import { SlipwayError } from '@slipway/core'
import type { SourceFile } from '../files/source-file.ts'

/** A file that is surely meant as a migration and that the style cannot read. */
export function misnamed(file: SourceFile, why: string, hint: string): SlipwayError {
  return new SlipwayError('SW-SYNTAX', `${file.path} looks like a migration, but ${why}. Nothing was changed.`, {
    hint: `${hint}\nsql({ ignore: ['${file.name}'] })   if it is none`,
    details: { file: file.path },
  })
}

/** A step written in a programming language, which needs the adapter of its own tool. */
export function codeStep(file: SourceFile): SlipwayError {
  const extension = file.name.slice(file.name.lastIndexOf('.'))
  return unsupported(file, 'a code step', `*${extension}`)
}

/** A file of the tool whose work Slipway does not do. It is named, so that nothing is left out unseen. */
export function unsupported(file: SourceFile, what: string, ignore: string = file.name): SlipwayError {
  return new SlipwayError(
    'SW-UNSUPPORTED',
    `${file.path} is ${what}; adapter-sql does not run it. Nothing was changed.`,
    {
      hint: `sql({ ignore: ['${ignore}'] })   leaves it out, knowingly`,
      details: { file: file.path },
    },
  )
}

/** `mv` as a shell takes it. */
export function moveCommand(from: string, to: string): string {
  const quote = (path: string): string => (/^[\w./+@:-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`)
  return `mv ${quote(from)} ${quote(to)}`
}

const code = /\.(go|py|rb|java|kt|groovy|[cm]?[jt]s)$/i

/** A step written in a programming language, numbered like the migrations beside it. */
export function isCodeStep(file: SourceFile): boolean {
  return code.test(file.name) && /^[VRU]?\d/.test(file.name) && !file.name.endsWith('.d.ts')
}
