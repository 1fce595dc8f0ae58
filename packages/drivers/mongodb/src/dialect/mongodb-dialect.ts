import type { Analysis, Dialect, Statement } from '@slipway/core/plugin'
import { malformed, readCommand } from './command.ts'
import type { Draft, Scope } from './draft.ts'
import { findAilments } from './find-ailments.ts'
import { kindOf } from './kinds/kinds.ts'
import { madeReader } from './made.ts'
import { markText } from './mark.ts'
import { quoteName } from './names/object-id.ts'
import { splitScript } from './split-script.ts'

/** What the dialect has to know of the connection. */
export interface DialectOptions {
  /** The connected database: names without one are its. */
  readonly database: string
}

/** MongoDB without a connection: what commands do, and how they are undone. */
export function mongodbDialect({ database }: DialectOptions): Dialect {
  const madeBy = madeReader()
  const read = (statement: Statement, parts: Partial<Scope> = {}): Draft => {
    const command = readCommand(statement)
    return kindOf(command.name)({ command, database, made: new Set(), ...parts })
  }
  return {
    name: 'mongodb',
    split: splitScript,
    analyze: (statement, { server, schema, preceding }) =>
      toAnalysis(read(answered(statement), { server, ...(schema && { schema }), made: madeBy(preceding) })),
    reverse(statement, before) {
      const { reverse, undo } = read(statement, { schema: before })
      if (reverse.kind !== 'at-apply') return reverse
      return undo?.(before) ?? { kind: 'impossible', reason: 'the schema before does not say enough' }
    },
    probed: (statement) => read(statement).probed ?? [],
    probe: (statement, before, now) =>
      read(statement).probe?.(before, now) ?? {
        outcome: 'unknown',
        reason: 'the catalog does not show whether a command of this kind took effect',
      },
    ailments: findAilments,
    mark: markText,
    quote: quoteName,
  }
}

/** Throws `SW-SYNTAX` for a command that asks the server not to say what became of its writes. */
function answered(statement: Statement): Statement {
  const { plain: body, at } = readCommand(statement)
  const concern = body['writeConcern'] as { readonly w?: unknown } | null | undefined
  if (concern?.w !== 0) return statement
  throw malformed(
    at,
    '"writeConcern" with "w": 0 asks the server to keep its errors to itself',
    'Leave "writeConcern" out: { "w": "majority", "j": true } is sent',
  )
}

function toAnalysis(draft: Draft): Analysis {
  return {
    verb: draft.verb,
    objects: draft.objects,
    locks: draft.locks ?? [],
    rewrite: draft.rewrite ?? false,
    scan: draft.scan ?? false,
    transaction: draft.transaction ?? 'outside',
    recovery: draft.recovery ?? 'probed',
    data: draft.data ?? 'none',
    ...(draft.needs && draft.needs.length > 0 && { needs: draft.needs }),
    opaque: draft.opaque ?? false,
    scope: draft.wider === true ? 'wider' : 'database',
    hazards: draft.hazards ?? [],
    reverse: draft.reverse,
  }
}
