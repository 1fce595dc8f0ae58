import type { TransactionMode } from '@slipway/core/plugin'
import { commentError, nextVersion } from '@slipway/core/adapter'
import type { SourceFile } from '../files/source-file.ts'
import { draftBody } from './draft-lines.ts'
import { countMarked, markedFiles } from './marked-files.ts'
import { misnamed } from './refuse.ts'
import { sections } from './sections.ts'
import type { LinePart, Sections } from './sections.ts'
import type { Source, Style } from './style.ts'

const annotation = /^\s*--\s*\+goose\s+(.*?)\s*$/i

/** `20240115093000_title.sql` with `-- +goose Up`, `Down`, `StatementBegin`, `StatementEnd`, `NO TRANSACTION`. */
export const goose: Style = {
  name: 'goose',

  detect: (files) => countMarked(files, /^\s*--\s*\+goose\s+up\b/im),

  read: (files) =>
    markedFiles(files).map(({ file, version, title }): Source => {
      const cut = cutGoose(file)
      return { id: version.text, title, version, repeatable: false, ...cut, files: [file] }
    }),

  create(draft, existing) {
    const versions = existing.map((source) => source.version).filter((version) => version !== undefined)
    const down = draft.down === undefined ? [] : ['', '-- +goose Down', ...draftBody(draft, draft.down)]
    return [
      {
        name: `${nextVersion(versions, draft.now, 'timestamp').text}_${draft.slug}.sql`,
        lines: [...draft.header, '-- transaction: always', '', '-- +goose Up', ...draftBody(draft, draft.up), ...down],
      },
    ]
  },
}

/** Reads goose's annotations line by line, as goose does. */
function cutGoose(file: SourceFile): Sections & { readonly transaction: TransactionMode | undefined } {
  const parts: LinePart[] = []
  let part: LinePart = 'up'
  let up: number | undefined
  let down: number | undefined
  let transaction: TransactionMode | undefined
  for (const [index, line] of file.text().split('\n').entries()) {
    const [, command] = annotation.exec(line) ?? []
    const at = { file: file.path, line: index + 1 }
    if (command === undefined) {
      if (up === undefined && !/^\s*(--.*)?$/.test(line))
        throw commentError(at, 'a statement stands before -- +goose Up', 'put it below the annotation')
      parts.push(part)
      continue
    }
    parts.push('marker')
    switch (command.toLowerCase()) {
      case 'up':
        if (up !== undefined) throw commentError(at, '-- +goose Up stands twice', 'keep one')
        up = index
        break
      case 'down':
        if (up === undefined || down !== undefined)
          throw commentError(at, '-- +goose Down is out of place', 'it stands once, after -- +goose Up')
        down = index
        part = 'down'
        break
      case 'no transaction':
        transaction = 'never'
        break
      case 'statementbegin':
      case 'statementend':
        break
      default:
        throw commentError(at, `-- +goose ${command} is not known here`, gooseHint(command))
    }
  }
  if (up === undefined) throw misnamed(file, 'it has no -- +goose Up', 'write -- +goose Up above its statements')
  return { ...sections(file, parts, down), transaction }
}

function gooseHint(command: string): string {
  return /^envsub\b/i.test(command)
    ? 'values of the environment are not put into statements, which are kept in plans and in the journal: use placeholders with secret: false'
    : 'annotations: Up, Down, StatementBegin, StatementEnd, NO TRANSACTION'
}
