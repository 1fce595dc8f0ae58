import { parseVersion } from '@slipway/core/adapter'
import { formOf, stemOf, titleOf, type Style } from './named.ts'

/**
 * `V20260115_001__title.ejson` with `U20260115_001__title.ejson` or `V20260115_001__title.down.ejson` as its undo,
 * `R__title.ejson` run again whenever it changes; `.json`, and modules in JavaScript or TypeScript, alike.
 */
export const flyway: Style = {
  name: 'flyway',
  shapes: 'V1__title.ejson, U1__title.ejson, V1__title.down.ejson, R__title.ejson',
  read(file) {
    const form = formOf(file.name)
    const stem = stemOf(file.name)
    const [, letter, written = '', words, down] = /^([VUR])([\d._]*?)__(.+?)(\.down)?$/s.exec(stem) ?? []
    if (form === undefined || letter === undefined || words === undefined) return undefined
    const title = titleOf(words)
    if (letter === 'R') {
      if (written !== '' || down !== undefined) return undefined
      return { file, kind: 'repeatable', version: undefined, id: stem, title, form }
    }
    const version = parseVersion(written)
    if (version === undefined || (letter === 'U' && down !== undefined)) return undefined
    const isUndo = letter === 'U' || down !== undefined
    return { file, kind: isUndo ? 'undo' : 'versioned', version, id: `V${written}`, title, form }
  },
}
