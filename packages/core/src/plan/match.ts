/** Whether a text matches one of some patterns, in which `*` stands for anything. */
export function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => toExpression(pattern).test(text))
}

function toExpression(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 'su')
}
