import type { Dialect } from '@slipway/core'
import { readScript } from '@slipway/core/adapter'
import { bodyLines } from './script-lines.ts'
import type { WritableStep } from './written.ts'

/** Why a script made of some steps would not be read as those steps; `undefined` where it is. */
export function differsWhenRead(
  steps: readonly WritableStep[],
  part: 'up' | 'down',
  dialect: Dialect,
): string | undefined {
  try {
    // The blank line stands for the head of the file.
    const text = ['-- head', '', ...bodyLines(steps)].join('\n')
    const { steps: read } = readScript({ text, file: 'converted', part, dialect })
    const at = steps.findIndex((step, index) => shape(step) !== shape(read[index] as WritableStep | undefined))
    if (at === -1 && read.length === steps.length) return undefined
    return `statement ${at === -1 ? steps.length : at + 1} cannot be written so that it is read again as it is`
  } catch (error) {
    return `it cannot be written as SQL: ${(error as Error).message.replace(/\s*Nothing was changed\.$/, '')}`
  }
}

function shape(step: WritableStep | undefined): string {
  if (step === undefined) return ''
  const { at: _, comments: __, ...rest } = step
  const allow = 'allow' in rest ? rest.allow?.map(({ code, reason }) => ({ code, reason })) : undefined
  return JSON.stringify({ ...rest, allow }, Object.keys({ ...rest, allow, code: 1, reason: 1 }).toSorted())
}
