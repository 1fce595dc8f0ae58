const skipped = /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g

/**
 * Which of `up` and `down` a module exports, told from its text: listing migrations runs none of them. ES modules and
 * CommonJS as people write them.
 */
export function exportedNames(text: string): ReadonlySet<'up' | 'down'> {
  // A string as a property's name still names it: `'up': async () => {}`.
  const code = text.replace(skipped, (found) => (/^['"](?:up|down)['"]$/.test(found) ? found.slice(1, -1) : ' '))
  const names = (['up', 'down'] as const).filter((name) => isExported(code, name))
  return new Set(names)
}

function isExported(code: string, name: string): boolean {
  const declared = new RegExp(
    `\\bexport\\s+(?:(?:async\\s+)?function\\s+|(?:const|let|var)\\s+)${name}\\b|\\bexports\\s*\\.\\s*${name}\\s*=`,
  )
  if (declared.test(code)) return true
  const listed = new RegExp(`\\bexport\\s*\\{[^}]*\\b${name}\\s*(?:,|\\})`)
  if (listed.test(code)) return true
  const whole = /\b(?:module\s*\.\s*exports\s*=|export\s+default)\s*\{([^]*)$/.exec(code)?.[1]
  return whole !== undefined && new RegExp(`(?:^|[\\s,{])(?:async\\s+)?${name}\\s*[(:,}]`).test(whole)
}
