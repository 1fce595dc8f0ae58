import { commitBy, isOwnStatement, type CodeFunction, type CodeRef, type Session } from '@slipway/core'
import type { ProvenCode } from '../report.ts'

/** What code was seen to send, by the function that sent it. */
export type SeenCode = Map<string, ProvenCode>

/** Finds what a function was seen to send. */
export function seenCode(seen: SeenCode, ref: CodeRef): ProvenCode | undefined {
  return seen.get(keyOf(ref))
}

/**
 * A function whose statements are noted when it has come to its end: each text once, in the order in which they first came,
 * and none of the values beside it.
 */
export function watchCode(ref: CodeRef, work: CodeFunction, seen: SeenCode): CodeFunction {
  return async (session) => {
    const texts = new Set<string>()
    await work(watched(session, texts))
    const { module, export: name, checksum } = ref
    seen.set(keyOf(ref), { module, export: name, checksum, statements: [...texts] })
  }
}

function watched(session: Session, texts: Set<string>): Session {
  const transaction: Session['transaction'] = (work, options) =>
    session.transaction((inner, append) => work(watched(inner, texts), append), options)
  return {
    ...session,
    execute: (statement, options) => {
      if (!isOwnStatement(statement.text)) texts.add(statement.text)
      return session.execute(statement, options)
    },
    transaction,
    commit: commitBy(transaction),
    pipelines: false,
  }
}

const keyOf = ({ module, export: name }: CodeRef): string => JSON.stringify([module, name])
