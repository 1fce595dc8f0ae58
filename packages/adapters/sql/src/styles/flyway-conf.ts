import { SlipwayError } from '@slipway/core'
import type { TransactionMode } from '@slipway/core/plugin'
import type { SourceFile } from '../files/source-file.ts'

/** A script's own configuration. Knows `executeInTransaction`; anything else is refused by name, since it would be left out. */
export function readFlywayConf(file: SourceFile): TransactionMode | undefined {
  let mode: TransactionMode | undefined
  for (const [index, line] of file.text().split('\n').entries()) {
    if (/^\s*([#!].*)?$/.test(line)) continue
    const [, key = '', value = ''] = /^\s*([^=:\s]+)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? []
    if (key !== 'executeInTransaction') {
      throw new SlipwayError(
        'SW-UNSUPPORTED',
        `${file.path}:${index + 1}: ${key === '' ? 'the line cannot be read' : `${key} is not known here`}. Nothing was changed.`,
        {
          hint: 'executeInTransaction=false   is what a script configuration may say',
          details: { file: file.path, line: index + 1 },
        },
      )
    }
    if (value !== 'true' && value !== 'false') {
      throw new SlipwayError(
        'SW-CONFIG',
        `${file.path}:${index + 1}: executeInTransaction is true or false. Nothing was changed.`,
        {
          hint: 'executeInTransaction=false',
          details: { file: file.path, line: index + 1 },
        },
      )
    }
    mode = value === 'true' ? 'always' : 'never'
  }
  return mode
}
