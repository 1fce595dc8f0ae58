import type { TransactionMode } from '@slipway/core/plugin'
import { commentError, nextVersion } from '@slipway/core/adapter'
import type { SourceFile } from '../files/source-file.ts'
import { draftBody } from './draft-lines.ts'
import { countMarked, markedFiles } from './marked-files.ts'
import { misnamed } from './refuse.ts'
import { sections } from './sections.ts'
import type { LinePart, Sections } from './sections.ts'
import type { Source, Style } from './style.ts'

const marker = /^--\s*migrate:(\w+)\s*(.*?)\s*$/

/** `20240115093000_title.sql` with `-- migrate:up` and `-- migrate:down`, each with `transaction:false` where wanted. */
export const dbmate: Style = {
  name: 'dbmate',

  detect: (files) => countMarked(files, /^--\s*migrate:up\b/m),

  read: (files) =>
    markedFiles(files).map(({ file, version, title }): Source => {
      const cut = cutDbmate(file)
      return { id: version.text, title, version, repeatable: false, ...cut, files: [file] }
    }),

  create(draft, existing) {
    const versions = existing.map((source) => source.version).filter((version) => version !== undefined)
    const down =
      draft.down === undefined ? [] : ['', '-- migrate:down transaction:true', ...draftBody(draft, draft.down)]
    return [
      {
        name: `${nextVersion(versions, draft.now, 'timestamp').text}_${draft.slug}.sql`,
        lines: [...draft.header, '', '-- migrate:up transaction:true', ...draftBody(draft, draft.up), ...down],
      },
    ]
  },
}

function cutDbmate(file: SourceFile): Sections & { readonly transaction: TransactionMode | undefined } {
  const parts: LinePart[] = []
  let part: LinePart = 'up'
  let up: number | undefined
  let down: number | undefined
  let transaction: TransactionMode | undefined
  for (const [index, line] of file.text().split('\n').entries()) {
    const [, direction, rest = ''] = marker.exec(line) ?? []
    const at = { file: file.path, line: index + 1 }
    if (direction === undefined) {
      if (up === undefined && !/^\s*(--.*)?$/.test(line))
        throw commentError(at, 'a statement stands before -- migrate:up', 'put it below the marker')
      parts.push(part)
      continue
    }
    parts.push('marker')
    const [, inTransaction] = /^(?:transaction:(true|false))?$/.exec(rest) ?? refuseOption(rest, at)
    if (direction === 'up' && up === undefined && down === undefined) {
      up = index
      transaction = inTransaction === undefined ? undefined : inTransaction === 'true' ? 'always' : 'never'
    } else if (direction === 'down' && up !== undefined && down === undefined) {
      down = index
      part = 'down'
    } else
      throw commentError(
        at,
        `-- migrate:${direction} is out of place`,
        '-- migrate:up stands once, -- migrate:down once after it',
      )
  }
  if (up === undefined) throw misnamed(file, 'it has no -- migrate:up', 'write -- migrate:up above its statements')
  return { ...sections(file, parts, down), transaction }
}

function refuseOption(rest: string, at: { readonly file: string; readonly line: number }): never {
  throw commentError(at, `the option ${rest} is not known`, '-- migrate:up transaction:false')
}
