import type { Analysis } from '@slipway/core/plugin'
import { withDialect, type Mutant } from './mutant.ts'

let calls = 0

/** Dialects that say what is not so. */
export const dialectMutants: readonly Mutant[] = [
  {
    id: 'drops-last-statement',
    lie: 'split leaves out the last statement of a script with several',
    caughtBy: ['split.golden'],
    mutate: (driver) =>
      withDialect(driver, ({ split }) => ({
        split: (script, file) => {
          const found = split(script, file)
          return found.length > 1 ? found.slice(0, -1) : found
        },
      })),
  },
  {
    id: 'skips-what-it-cannot-cut',
    lie: 'split leaves out what it cannot cut',
    caughtBy: ['split.errors'],
    mutate: (driver) =>
      withDialect(driver, ({ split }) => ({
        split: (script, file) => {
          try {
            return split(script, file)
          } catch {
            return []
          }
        },
      })),
  },
  {
    id: 'tidies-statements',
    lie: 'split changes the text of statements',
    caughtBy: ['split.whole'],
    mutate: (driver) =>
      withDialect(driver, ({ split }) => ({
        split: (script, file) => split(script, file).map(({ text, ...rest }) => ({ ...rest, text: `${text}\n` })),
      })),
  },
  {
    id: 'sees-no-hazard',
    lie: 'analyze names no hazard',
    caughtBy: ['analyze.golden'],
    mutate: (driver) =>
      withDialect(driver, ({ analyze }) => ({
        analyze: (statement, context): Analysis => ({ ...analyze(statement, context), hazards: [] }),
      })),
  },
  {
    id: 'knows-no-verb',
    lie: 'analyze calls every statement the same',
    caughtBy: ['analyze.specimens'],
    mutate: (driver) =>
      withDialect(driver, ({ analyze }) => ({
        analyze: (statement, context): Analysis => ({ ...analyze(statement, context), verb: 'statement' }),
      })),
  },
  {
    id: 'overlooks-data',
    lie: 'analyze says that nothing is done to rows',
    caughtBy: ['analyze.data'],
    mutate: (driver) =>
      withDialect(driver, ({ analyze }) => ({
        analyze: (statement, context): Analysis => ({ ...analyze(statement, context), data: 'none' }),
      })),
  },
  {
    id: 'changes-its-mind',
    lie: 'analyze says something else of the same text each time',
    caughtBy: ['analyze.json'],
    mutate: (driver) =>
      withDialect(driver, ({ analyze }) => ({
        analyze: (statement, context): Analysis => ({
          ...analyze(statement, context),
          objects: [{ id: `table:t${(calls += 1)}`, effect: 'read' }],
        }),
      })),
  },
  {
    id: 'claims-outside',
    lie: 'everything is said to run outside of transactions, and to be probed',
    caughtBy: ['atomicity.outside'],
    mutate: (driver) =>
      withDialect(driver, ({ analyze }) => ({
        analyze: (statement, context): Analysis => ({
          ...analyze(statement, context),
          transaction: 'outside',
          recovery: 'probed',
        }),
      })),
    specimens: (specimens) => ({
      ...specimens,
      ddl: specimens.ddl.map((one) => ({ ...one, transaction: 'outside', recovery: 'probed' })),
    }),
  },
  {
    id: 'claims-probed',
    lie: 'whatever nobody can tell of is said to be probed',
    caughtBy: ['probe.claimed'],
    mutate: (driver) =>
      withDialect(driver, ({ analyze }) => ({
        analyze: (statement, context): Analysis => {
          const found = analyze(statement, context)
          return found.recovery === 'unknowable' ? { ...found, recovery: 'probed' } : found
        },
      })),
  },
  {
    id: 'drops-marker',
    lie: 'mark adds nothing',
    caughtBy: ['execute.mark'],
    mutate: (driver) => withDialect(driver, () => ({ mark: (text) => text })),
  },
  {
    id: 'does-not-quote',
    lie: 'quote does not quote',
    caughtBy: ['identifiers.odd', 'identifiers.reserved', 'identifiers.cases'],
    mutate: (driver) => withDialect(driver, () => ({ quote: (identifier) => identifier })),
  },
  {
    id: 'shortens-names',
    lie: 'quote shortens long names',
    caughtBy: ['identifiers.longest'],
    mutate: (driver) => withDialect(driver, ({ quote }) => ({ quote: (identifier) => quote(identifier.slice(0, 30)) })),
  },
  {
    id: 'always-landed',
    lie: 'probe says that everything landed',
    caughtBy: ['probe.before', 'probe.elsewhere', 'kill.schema'],
    mutate: (driver) => withDialect(driver, () => ({ probe: () => ({ outcome: 'landed', reason: 'surely' }) })),
  },
  {
    id: 'never-landed',
    lie: 'probe says that nothing landed',
    caughtBy: ['probe.after', 'probe.running', 'probe.killed'],
    mutate: (driver) => withDialect(driver, () => ({ probe: () => ({ outcome: 'absent', reason: 'surely' }) })),
  },
  {
    id: 'never-partial',
    lie: 'probe says of what is half done that it landed',
    caughtBy: ['probe.partial'],
    mutate: (driver) =>
      withDialect(driver, ({ probe }) => ({
        probe(statement, before, now) {
          const found = probe(statement, before, now)
          return found.outcome === 'partial' ? { outcome: 'landed', reason: 'nearly' } : found
        },
      })),
  },
  {
    id: 'forgets-to-undo',
    lie: 'reverse leaves out its last statement',
    caughtBy: ['undo.specimens', 'undo.together', 'kill.compensate'],
    mutate: (driver) =>
      withDialect(driver, ({ reverse }) => ({
        reverse(statement, before) {
          const found = reverse(statement, before)
          return found.kind === 'statements' ? { ...found, statements: found.statements.slice(0, -1) } : found
        },
      })),
  },
  {
    id: 'undoes-anything',
    lie: 'what cannot be undone is said to need no undoing',
    caughtBy: ['undo.impossible'],
    mutate: (driver) =>
      withDialect(driver, ({ analyze, reverse }) => ({
        analyze(statement, context): Analysis {
          const found = analyze(statement, context)
          return found.reverse.kind === 'impossible' ? { ...found, reverse: { kind: 'nothing' } } : found
        },
        reverse(statement, before) {
          const found = reverse(statement, before)
          return found.kind === 'impossible' ? { kind: 'nothing' } : found
        },
      })),
  },
]
