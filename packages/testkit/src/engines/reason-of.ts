/** What a program that failed said, or else the error itself. */
export function reasonOf(error: unknown): string {
  const { stderr, stdout } = error as { readonly stderr?: string; readonly stdout?: string }
  return stderr?.trim() || stdout?.trim() || String(error)
}
