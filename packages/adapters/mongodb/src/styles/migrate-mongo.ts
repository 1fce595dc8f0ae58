import { parseVersion } from '@slipway/core/adapter'
import { formOf, stemOf, titleOf, type Style } from './named.ts'

/**
 * `20260115093000-title.js`, exporting `up(db, client)` and `down(db, client)`, as migrate-mongo names and runs them; ESM,
 * CommonJS and TypeScript.
 */
export const migrateMongo: Style = {
  name: 'migrate-mongo',
  shapes: '20260115093000-title.js',
  read(file) {
    const stem = stemOf(file.name)
    const [, digits = '', words] = /^(\d{8,})-(.+)$/s.exec(stem) ?? []
    const version = parseVersion(digits)
    if (formOf(file.name) !== 'module' || version === undefined || words === undefined) return undefined
    return { file, kind: 'versioned', version, id: stem, title: titleOf(words), form: 'module' }
  },
}
