import type { Draft } from './style.ts'

/** The lines of a file that opens and commits its own transaction. */
export function draftLines(draft: Draft, statements: readonly string[]): readonly string[] {
  const head = draft.header.length === 0 ? [] : [...draft.header, '']
  const opening = [...(draft.begin === undefined ? [] : [draft.begin]), ...draft.settings]
  const closing = draft.commit === undefined ? [] : ['', draft.commit]
  return [...head, ...opening, ...(opening.length === 0 ? [] : ['']), ...statements, ...closing]
}

/** The statements for a tool that opens the transaction itself. */
export function draftBody(draft: Draft, statements: readonly string[]): readonly string[] {
  return [...draft.settings, ...statements]
}
