import { SlipwayError } from '@slipway/core'
import type { Dialect, DialectOptions } from '@slipway/core/plugin'
import { findAilments } from './ailments/find-ailments.ts'
import { quoteIdentifier } from './names/quote-identifier.ts'
import type { WithGrammar } from './with-grammar.ts'

/** PostgreSQL without a connection: its own grammar, what statements do, and how they are undone. */
export async function postgresDialect({ grammar = 'now' }: DialectOptions = {}): Promise<Dialect> {
  let known: WithGrammar | undefined
  const loaded = (): WithGrammar => {
    if (known !== undefined) return known
    throw new SlipwayError('SW-INTERNAL', "PostgreSQL's grammar was to be loaded later and is asked before that.")
  }
  const dialect = {
    name: 'postgres',
    async load() {
      known ??= await (await import('./with-grammar.ts')).withGrammar()
    },
    split: (script, file) => loaded().split(script, file),
    analyze: (statement, context) => loaded().analyze(statement, context),
    reverse: (statement, before) => loaded().reverse(statement, before),
    probed: (statement) => loaded().probed(statement),
    probe: (statement, before, now) => loaded().probe(statement, before, now),
    ailments: findAilments,
    mark: (text, marker) => `/* slipway:${marker.replaceAll('*/', '* /').replaceAll('/*', '/ *')} */ ${text}`,
    quote: quoteIdentifier,
  } satisfies Dialect
  if (grammar === 'now') await dialect.load()
  return dialect
}
