import { SlipwayError } from '@slipway/core'
import type { SourceFile } from '../files/source-file.ts'
import type { ResolvedOptions } from '../options.ts'
import { flyway } from './flyway.ts'
import { migrateMongo } from './migrate-mongo.ts'
import type { Style } from './named.ts'

const styles: readonly [Style, Style] = [flyway, migrateMongo]

/** The style that was asked for, else the one most files are of, else Flyway's. Throws `SW-CONFIG` where two are as many. */
export function detectStyle(files: readonly SourceFile[], options: ResolvedOptions): Style {
  const named = styles.find((style) => style.name === options.style)
  if (named !== undefined) return named
  const [first, second] = styles.map((style) => files.filter((file) => style.read(file) !== undefined).length)
  if (first === second && first !== 0) {
    throw new SlipwayError(
      'SW-CONFIG',
      `As many files are named as flyway names them as are named as migrate-mongo does (${first}). Nothing was changed.`,
      { hint: "mongodbFiles({ style: 'flyway' })   or   mongodbFiles({ style: 'migrate-mongo' })" },
    )
  }
  return (first ?? 0) >= (second ?? 0) ? flyway : migrateMongo
}
