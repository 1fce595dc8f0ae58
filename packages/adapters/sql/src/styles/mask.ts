/** Blanks the lines for which `keep` is false, so that what remains stands where it stood. */
export function maskLines(text: string, keep: (line: string, index: number) => boolean): string {
  return text
    .split('\n')
    .map((line, index) => (keep(line, index) ? line : ' '.repeat(line.length)))
    .join('\n')
}

/** Only the kept lines: what a checksum is taken over. */
export function keepLines(text: string, keep: (line: string, index: number) => boolean): string {
  return text.split('\n').filter(keep).join('\n')
}

/** `add_status-to orders` → `add status to orders`. */
export function titleOf(words: string): string {
  return words.replace(/[_\-. ]+/g, ' ').trim()
}
