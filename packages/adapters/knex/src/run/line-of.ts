/** The line of a file on which an error came about, as its stack tells it. */
export function lineOf(error: unknown, path: string): number | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  for (const frame of stack.split('\n')) {
    const at = frame.indexOf(path)
    const line = at < 0 ? undefined : /^(?:\?\w+)?:(\d+):\d+/.exec(frame.slice(at + path.length))?.[1]
    if (line !== undefined) return Number(line)
  }
  return undefined
}
