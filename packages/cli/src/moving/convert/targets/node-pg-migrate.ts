import { bodyLines, headLines } from '../script-lines.ts'
import { content, sqlCall, type Target } from './target.ts'

/** `1705312200000_title.sql` with `-- Up Migration` and `-- Down Migration`. */
export const nodePgMigrate: Target = {
  name: 'node-pg-migrate',
  versions: 'sorted',
  repeatables: false,
  dialects: ['postgres'],
  idOf: ({ version = '', slug }) => `${version}_${slug}`,
  filesOf(written) {
    const { version = '', slug, up, down } = written
    const text = content(
      ...headLines(written),
      '-- Up Migration',
      ...bodyLines(up),
      ...(down === undefined ? [] : ['', '-- Down Migration', ...bodyLines(down)]),
    )
    return [{ path: `${version}_${slug}.sql`, content: text }]
  },
  callFor: (folder) => sqlCall(folder, 'node-pg-migrate'),
}
