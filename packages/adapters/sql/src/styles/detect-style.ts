import { SlipwayError } from '@slipway/core'
import type { SourceFile } from '../files/source-file.ts'
import type { ResolvedOptions } from '../options.ts'
import { dbmate } from './dbmate.ts'
import { flyway } from './flyway.ts'
import { golangMigrate } from './golang-migrate.ts'
import { goose } from './goose.ts'
import { nodePgMigrate } from './node-pg-migrate.ts'
import type { Style } from './style.ts'

// Those told by what a file holds come before those told by its name alone.
const styles: readonly Style[] = [goose, dbmate, nodePgMigrate, golangMigrate, flyway]

/** The style that most files are of; `undefined` where none is, or where two are as many. */
export function leading(files: readonly SourceFile[], options: ResolvedOptions): Style | undefined {
  const counted = styles.map((style) => ({ style, count: style.detect(files, options) }))
  const [best, second] = counted.sort((a, b) => b.count - a.count)
  return best === undefined || best.count === 0 || best.count === second?.count ? undefined : best.style
}

/** The style that was asked for, else the one most files are of, else Flyway's. Throws `SW-CONFIG` where two are as many. */
export function detectStyle(files: readonly SourceFile[], options: ResolvedOptions): Style {
  if (options.style !== undefined) {
    const named = styles.find((style) => style.name === options.style)
    if (named !== undefined) return named
    throw new SlipwayError('SW-CONFIG', `sql(): there is no style '${options.style}'`, {
      hint: `style: ${styles.map((style) => `'${style.name}'`).join(', ')}`,
    })
  }
  const counted = styles.map((style) => ({ style, count: style.detect(files, options) }))
  const [best, second] = counted.sort((a, b) => b.count - a.count)
  if (best === undefined || best.count === 0) {
    refuseUnknown(files)
    return flyway
  }
  if (second !== undefined && second.count === best.count) {
    throw new SlipwayError(
      'SW-CONFIG',
      `As many files are named as ${best.style.name} names them as are named as ${second.style.name} does (${best.count}). Nothing was changed.`,
      { hint: `sql({ style: '${best.style.name}' })   or   sql({ style: '${second.style.name}' })` },
    )
  }
  return best.style
}

function refuseUnknown(files: readonly SourceFile[]): void {
  const bare = files.find((file) => /^\d+([_-].*)?\.sql$/.test(file.name) && !file.name.includes('__'))
  if (bare === undefined) return
  throw new SlipwayError(
    'SW-CONFIG',
    `${bare.path}: neither name nor content say which tool's file this is. Nothing was changed.`,
    {
      hint:
        `sql({ style: 'node-pg-migrate' })   takes such files as they are: all up, no undo\n` +
        'V1__title.sql · 0001_title.up.sql · -- +goose Up · -- migrate:up · -- Up Migration   are what is looked for',
      details: { file: bare.path },
    },
  )
}
