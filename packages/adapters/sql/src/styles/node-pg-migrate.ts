import { commentError, nextVersion } from '@slipway/core/adapter'
import type { SourceFile } from '../files/source-file.ts'
import { draftBody } from './draft-lines.ts'
import { countMarked, markedFiles } from './marked-files.ts'
import { sections } from './sections.ts'
import type { LinePart, Sections } from './sections.ts'
import type { Source, Style } from './style.ts'

const marker = /^\s*--[\s-]*(up|down)\s+migration\b/i

/** `1705312200000_title.sql` with `-- Up Migration` and `-- Down Migration`; the whole file is up where neither stands. */
export const nodePgMigrate: Style = {
  name: 'node-pg-migrate',

  detect: (files) => countMarked(files, /^\s*--[\s-]*(up|down)\s+migration\b/im),

  read: (files) =>
    markedFiles(files).map(({ file, version, title }): Source => ({
      id: file.name.slice(0, -4),
      title,
      version,
      repeatable: false,
      ...cutNodePgMigrate(file),
      transaction: undefined,
      files: [file],
    })),

  create(draft, existing) {
    const versions = existing.map((source) => source.version).filter((version) => version !== undefined)
    const [, join = '_', words = 'a-b'] = /^\d+([_-])(.*)\.sql$/.exec(existing.at(-1)?.up.file.name ?? '') ?? []
    const slug = words.includes('_') ? draft.slug : draft.slug.replaceAll('_', '-')
    const down = draft.down === undefined ? [] : ['', '-- Down Migration', ...draftBody(draft, draft.down)]
    return [
      {
        name: `${nextVersion(versions, draft.now, 'epoch-milliseconds').text}${join}${slug}.sql`,
        lines: [
          ...draft.header,
          '-- transaction: always',
          '',
          '-- Up Migration',
          ...draftBody(draft, draft.up),
          ...down,
        ],
      },
    ]
  },
}

function cutNodePgMigrate(file: SourceFile): Sections {
  const parts: LinePart[] = []
  let part: LinePart = 'up'
  let down: number | undefined
  for (const [index, line] of file.text().split('\n').entries()) {
    const direction = marker.exec(line)?.[1]?.toLowerCase()
    parts.push(direction === undefined ? part : 'marker')
    if (direction === undefined) continue
    if (down !== undefined) {
      throw commentError(
        { file: file.path, line: index + 1 },
        `the marker of the ${direction} part is out of place`,
        '-- Up Migration stands first, -- Down Migration once after it',
      )
    }
    if (direction === 'down') {
      down = index
      part = 'down'
    }
  }
  return sections(file, parts, down)
}
