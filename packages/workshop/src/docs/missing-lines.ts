// What differs from run to run, and the width of columns that follows from it.
function steady(text: string): string {
  return text
    .replaceAll(/\b\d{2}:\d{2}:\d{2}\b/g, 'TIME')
    .replaceAll(/\b\d{2}:\d{2}\b/g, 'TIME')
    .replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, 'DATE')
    .replaceAll(/\b\d[\d.,]* ?(?:ms|s|min)\b/g, 'DURATION')
    .replaceAll(/\b[0-9a-f]{8,64}\b/g, 'HASH')
    .replaceAll(/(PostgreSQL(?: \(embedded\))?) \d[\d.]*/g, '$1 VERSION')
    .replaceAll(/\S+@\S+(?: \(pid \d+\))?/g, 'WHO')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function matcher(line: string): RegExp {
  const pieces = steady(line).split('…')
  return new RegExp(`^${pieces.map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*')}$`)
}

/** The shown lines that a command did not print, in this order. `…` stands for anything, alone on a line for any lines. */
export function missingLines(shown: readonly string[], printed: string): readonly string[] {
  const lines = printed.split('\n').map(steady)
  const missing: string[] = []
  let from = 0
  for (const line of shown) {
    if (line.trim() === '' || line.trim() === '…') continue
    const found = lines.findIndex((each, index) => index >= from && matcher(line).test(each))
    if (found === -1) missing.push(line)
    else from = found + 1
  }
  return missing
}
