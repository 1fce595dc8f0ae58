import type { NewFile } from '@slipway/core'
import { bodyLines, headLines } from '../script-lines.ts'
import { content, nothing, sqlCall, type Target } from './target.ts'

/** `V1__title.sql`, `U1__title.sql`, `R__title.sql`, and `V1__title.sql.conf` for what runs outside a transaction. */
export const flyway: Target = {
  name: 'flyway',
  versions: 'dotted',
  repeatables: true,
  dialects: ['postgres', 'mysql'],
  idOf: ({ version, slug }) => (version === undefined ? `R__${slug}` : `V${version}`),
  filesOf(written): readonly NewFile[] {
    const { version, slug, up, down, transaction } = written
    const name = version === undefined ? `R__${slug}.sql` : `V${version}__${slug}.sql`
    return [
      { path: name, content: content(...headLines(written), ...(up.length === 0 ? [nothing] : bodyLines(up))) },
      ...(transaction === 'never' ? [{ path: `${name}.conf`, content: 'executeInTransaction=false\n' }] : []),
      ...(version === undefined || down === undefined
        ? []
        : [
            {
              path: `U${version}__${slug}.sql`,
              content: content(...(down.length === 0 ? [nothing] : bodyLines(down))),
            },
          ]),
    ]
  },
  callFor(folder) {
    const { source, ...call } = sqlCall(folder, 'flyway')
    // Imported text is taken as it stands: ${…} in it is no placeholder.
    return { ...call, source: source.replace(' }', ', placeholderReplacement: false }') }
  },
}
