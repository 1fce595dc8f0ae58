/** Whether a text matches one of some patterns, in which `*` stands for anything. */
export function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => toExpression(pattern).test(text))
}

// A config has a handful of patterns, and each is held against every object of a schema.
const expressions = new Map<string, RegExp>()

function toExpression(pattern: string): RegExp {
  const known = expressions.get(pattern)
  if (known) return known
  const made = compile(pattern)
  expressions.set(pattern, made)
  return made
}

function compile(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 'su')
}
