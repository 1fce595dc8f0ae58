import { bodyLines, headLines, type Around } from '../script-lines.ts'
import { content, sqlCall, type Target } from './target.ts'

/** goose cuts at every semicolon that ends a line, unless it is told where a statement begins and ends. */
const whole: Around = (statement) => {
  const inside = [...statement.slice(0, -1), (statement.at(-1) ?? '').replace(/;$/, '')].join('\n')
  return inside.includes(';') ? ['-- +goose StatementBegin', ...statement, '-- +goose StatementEnd'] : statement
}

/** `20240115093000_title.sql` with `-- +goose Up` and `-- +goose Down`. */
export const goose: Target = {
  name: 'goose',
  versions: 'digits',
  repeatables: false,
  dialects: ['postgres', 'mysql'],
  idOf: ({ version = '' }) => version,
  filesOf(written) {
    const { version = '', slug, up, down, transaction } = written
    const text = content(
      ...headLines(written),
      ...(transaction === 'never' ? ['-- +goose NO TRANSACTION'] : []),
      '-- +goose Up',
      ...bodyLines(up, whole),
      ...(down === undefined ? [] : ['', '-- +goose Down', ...bodyLines(down, whole)]),
    )
    return [{ path: `${version}_${slug}.sql`, content: text }]
  },
  callFor: (folder) => sqlCall(folder, 'goose'),
}
