import { targetFlag } from './text.ts'

const verbs =
  'adopt|apply|baseline|doctor|drift|gate|history|leave|plan|redo|rehearse|repair|resume|rollback|status|unlock|verify'
const command = new RegExp(`^(\\s*slipway (?:${verbs}))(?=\\s|$)(?!.* --(?:target|release)\\b)`, 'gm')

/** Commands to paste, each on a line of its own, for the target that was asked about and not for the default one. */
export function withTarget(text: string, target: string | undefined): string {
  return text.replaceAll(command, (found) => found + targetFlag(target))
}
