/** Maps offsets of a text to lines and columns. */
export interface Lines {
  /** 1-based; columns count characters, not UTF-16 units. */
  at(offset: number): { readonly line: number; readonly column: number }
}

export function linesOf(text: string): Lines {
  const starts = [0]
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) starts.push(index + 1)
  return {
    at(offset) {
      let low = 0
      let high = starts.length - 1
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if ((starts[middle] ?? 0) <= offset) low = middle
        else high = middle - 1
      }
      return { line: low + 1, column: Array.from(text.slice(starts[low], offset)).length + 1 }
    },
  }
}
