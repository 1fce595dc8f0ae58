import { bodyLines, headLines } from '../script-lines.ts'
import { content, sqlCall, type Target } from './target.ts'

/** `20240115093000_title.sql` with `-- migrate:up` and `-- migrate:down`. */
export const dbmate: Target = {
  name: 'dbmate',
  versions: 'sorted',
  repeatables: false,
  dialects: ['postgres', 'mysql'],
  idOf: ({ version = '' }) => version,
  filesOf(written) {
    const { version = '', slug, up, down, transaction } = written
    const option = transaction === 'never' ? ' transaction:false' : ''
    const text = content(
      ...headLines(written),
      `-- migrate:up${option}`,
      ...bodyLines(up),
      ...(down === undefined ? [] : ['', `-- migrate:down${option}`, ...bodyLines(down)]),
    )
    return [{ path: `${version}_${slug}.sql`, content: text }]
  },
  callFor: (folder) => sqlCall(folder, 'dbmate'),
}
