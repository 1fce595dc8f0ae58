const mark = '/* slipway */ '

/** A statement that an adapter sends for its own sake while code of a migration runs: not a part of what the code does. */
export function ownStatement(text: string): string {
  return mark + text
}

/** Whether a text is such a statement, also after it was marked with its unit. */
export function isOwnStatement(text: string): boolean {
  return text.startsWith(mark)
}
