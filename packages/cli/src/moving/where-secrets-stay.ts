import type { FoundProject } from '@slipway/core'

/** Where a written configuration takes its connections from, in words. */
export function whereSecretsStay({ targets, loaded }: FoundProject): string {
  const sources = targets.map(({ driver }) => driver.source).join(' ')
  const variables = [...sources.matchAll(/process\.env(?:\.(\w+)|\['(\w+)'\])/g)].map(
    ([, dot, bracket]) => dot ?? bracket,
  )
  const named = [...new Set(variables)].filter((name) => name !== undefined)
  if (named.length > 0) return `no secret: the connection stays in ${named.join(', ')}`
  const [first] = loaded
  return first === undefined ? 'no secret' : `no secret: the connection stays in ${first}`
}
