/** How many single-letter edits turn one word into another (Damerau–Levenshtein, adjacent swaps count as one). */
export function distance(from: string, to: string): number {
  let older: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current[column] = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (older[column - 2] ?? 0) + 1 : Infinity,
      )
    }
    older = previous
    previous = current
  }
  return previous[to.length] ?? 0
}

/** The known word that a mistyped one most likely meant; `undefined` when none is close. */
export function suggest(word: string, known: Iterable<string>): string | undefined {
  const asked = word.toLowerCase()
  let best: { readonly word: string; readonly far: number } | undefined
  for (const candidate of known) {
    const lower = candidate.toLowerCase()
    const far = asked.length > 3 && lower.startsWith(asked) ? 1 : distance(asked, lower)
    if (best === undefined || far < best.far) best = { word: candidate, far }
  }
  if (best === undefined) return undefined
  return best.far <= Math.max(1, Math.floor(asked.length / 3)) ? best.word : undefined
}
