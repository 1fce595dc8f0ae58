const WIDTH = 100

/** The line that a statement begins with, as messages show it: cut after 100 characters. */
export function firstLine(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? ''
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line
}
