/**
 * Cuts a command line into words, as a shell does, up to a comment, a pipe, a redirection or another command.
 * `plain` says that nothing of it needs a shell.
 */
export function shellWords(line: string): { readonly words: readonly string[]; readonly plain: boolean } {
  const words: string[] = []
  for (const [piece] of line.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g)) {
    if (piece.startsWith('#')) break
    if (/^(?:&&|\|\|?|;|\d?>{1,2}.*|<(?!\w+>).*)$/.test(piece)) return { words, plain: false }
    words.push(
      piece.replaceAll(
        /"((?:\\.|[^"\\])*)"|'([^']*)'/g,
        (_, double?: string, single?: string) => double ?? single ?? '',
      ),
    )
  }
  return { words, plain: !/\$[\w{(]/.test(line) }
}
