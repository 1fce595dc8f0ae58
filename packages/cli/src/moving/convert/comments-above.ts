import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Location, Migration } from '@slipway/core'
import { readComment } from '@slipway/core/adapter'

const marker = /^--\s*(?:\+goose\b|migrate:|[\s-]*(?:up|down)\s+migration\b)/i

/** Reads the comments that stand above statements in their files, without those that say something to a tool. */
export function commentsReader(cwd: string): (at: Location | undefined) => readonly string[] {
  const files = new Map<string, readonly string[]>()
  const linesOf = (file: string): readonly string[] => {
    const known = files.get(file) ?? readFileSync(join(cwd, file), 'utf8').split(/\r\n?|\n/)
    files.set(file, known)
    return known
  }
  return (at) => {
    if (at === undefined || !at.file.endsWith('.sql')) return []
    const lines = linesOf(at.file).slice(0, at.line - 1)
    const first = lines.findLastIndex((line) => !/^\s*(?:--.*)?$/.test(line)) + 1
    return lines
      .slice(first)
      .map((line) => line.trim())
      .filter((line) => line !== '' && !marker.test(line) && isProse(line, at))
  }
}

function isProse(line: string, at: Location): boolean {
  try {
    return readComment(line.replace(/^-+\s*/, ''), at) === undefined
  } catch {
    return false
  }
}

/** The reason that an author gave for a migration without a way back. */
export function whyIrreversible({ location, downLocation }: Migration, cwd: string): string | undefined {
  const files = [location, downLocation].flatMap((at) => (at?.file.endsWith('.sql') ? [at.file] : []))
  const reasons = files.flatMap(
    (file) => /slipway:irreversible[ \t]+(.+)/.exec(readFileSync(join(cwd, file), 'utf8'))?.[1] ?? [],
  )
  return reasons[0]?.trim()
}
