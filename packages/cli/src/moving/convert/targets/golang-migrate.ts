import type { NewFile } from '@slipway/core'
import { bodyLines, headLines } from '../script-lines.ts'
import { content, nothing, sqlCall, type Target } from './target.ts'

/** `0001_title.up.sql` beside `0001_title.down.sql`. */
export const golangMigrate: Target = {
  name: 'golang-migrate',
  versions: 'digits',
  repeatables: false,
  dialects: ['postgres', 'mysql'],
  idOf: ({ version = '' }) => version,
  filesOf(written): readonly NewFile[] {
    const { version = '', slug, up, down } = written
    return [
      {
        path: `${version}_${slug}.up.sql`,
        content: content(...headLines(written), ...(up.length === 0 ? [nothing] : bodyLines(up))),
      },
      ...(down === undefined
        ? []
        : [
            {
              path: `${version}_${slug}.down.sql`,
              content: content(...(down.length === 0 ? [nothing] : bodyLines(down))),
            },
          ]),
    ]
  },
  callFor: (folder) => sqlCall(folder, 'golang-migrate'),
}
