import type { NewFile } from '@slipway/core/plugin'
import type { Down } from './find-down.ts'

const bullets = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`-- ${heading}`, ...lines.map((line) => `--   ${line}`)]

// Prisma writes one column a line.
function refusedWithRows(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const column = /ADD COLUMN\s+("(?:[^"]|"")+"|\S+)\s.*NOT NULL/.exec(line)
    return column === null || /\b(?:DEFAULT|GENERATED|SERIAL)\b/i.test(line) ? [] : [String(column[1])]
  })
}

function noteOf({ differences, lost, tried }: Down): string {
  if (!tried) return 'drops what was made; not tried yet'
  if (differences.length > 0) return 'does not give everything back: its head says what'
  return lost.length > 0 ? 'gives the schema back, not the data: its head says which' : 'gives back what was there'
}

/** `down.sql` beside a migration, with what it cannot do at its head. */
export function downFile(folder: string, id: string, down: Down): NewFile {
  const changed = down.differences.map(({ object }) => object.replace(':', ' '))
  const head = [
    `-- Undoes ${id}. ${down.tried ? 'Tried on a scratch database without rows.' : 'Not tried yet: slipway rehearse tries it.'}`,
    ...bullets('It does not bring back as it was:', changed),
    ...bullets('It does not undo:', down.lost),
    ...bullets('Refused by a table that has rows, until a DEFAULT is given:', refusedWithRows(down.text)),
  ]
  return {
    path: `${folder}/${id}/down.sql`,
    content: `${head.join('\n')}\n\n${down.text.trimEnd()}\n`,
    note: noteOf(down),
  }
}
