import type { Io } from '../io.ts'
import { util } from '../node-util.ts'

type Paint = (text: string) => string

/** How text is painted; plain where color would get into a file. */
export interface Style {
  readonly good: Paint
  readonly bad: Paint
  readonly note: Paint
  readonly strong: Paint
  readonly faint: Paint
}

const plain: Paint = (text) => text

/** Paints nothing. */
export const plainStyle: Style = { good: plain, bad: plain, note: plain, strong: plain, faint: plain }

const colored: Style = {
  good: (text) => util.styleText('green', text, { validateStream: false }),
  bad: (text) => util.styleText('red', text, { validateStream: false }),
  note: (text) => util.styleText('yellow', text, { validateStream: false }),
  strong: (text) => util.styleText('bold', text, { validateStream: false }),
  faint: (text) => util.styleText('dim', text, { validateStream: false }),
}

/** Color only on a terminal and without NO_COLOR (https://no-color.org). */
export function styleFor(io: Io, stream: 'out' | 'err'): Style {
  const off = (io.env['NO_COLOR'] ?? '') !== '' || io.env['TERM'] === 'dumb'
  return io.terminal[stream] && !off ? colored : plainStyle
}
