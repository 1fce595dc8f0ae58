import { readFile } from 'node:fs/promises'
import { catalogue, hazards } from '@slipway/core'

/** What is known of a code. */
export interface Explanation {
  readonly code: string
  readonly title: string
  /** `exit 3`, or what a hazard does. */
  readonly weight: string
  /** The page, without its heading. */
  readonly text: string
}

/** Every code that can be explained. */
export const codes: readonly string[] = [...Object.keys(catalogue), ...Object.keys(hazards)].toSorted()

const severities = {
  stop: 'apply refuses until it is accepted',
  inform: 'shown, never in the way',
  varies: 'stops or informs, by size',
}

// A built package carries the pages beside this file; in a clone they stand at the root.
const homes = ['./docs/', '../../../docs/'] as const

async function page(path: string): Promise<string> {
  for (const home of homes) {
    const text = await readFile(new URL(home + path, import.meta.url), 'utf8').catch(() => undefined)
    if (text !== undefined) return text.replace(/^# .*\n+/, '').trim()
  }
  throw new Error(`The page ${path} is missing from this installation`)
}

/** The explanation of a code; `undefined` for a code that does not exist. */
export async function explanation(code: string): Promise<Explanation | undefined> {
  if (code in catalogue) {
    const { title, exit } = catalogue[code as keyof typeof catalogue]
    return { code, title, weight: `exit ${exit}`, text: await page(`errors/${code}.md`) }
  }
  if (code in hazards) {
    const { title, severity } = hazards[code as keyof typeof hazards]
    return { code, title, weight: severities[severity], text: await page(`hazards/${code}.md`) }
  }
  return undefined
}
