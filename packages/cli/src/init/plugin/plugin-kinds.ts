/** A kind of plugin that somebody else may write. */
export interface PluginKind {
  readonly name: string
  /** Other words that people use for it. */
  readonly also: readonly string[]
  /** What its test needs besides core, the testkit and TypeScript. */
  readonly develops: readonly string[]
  /** What the new package is. */
  readonly summary: string
  /** The file to begin with; `NAME` stands for the plugin's name. */
  readonly first: string
}

/** What `slipway init --plugin` knows, each with a folder of templates. */
export const pluginKinds: readonly [PluginKind, ...PluginKind[]] = [
  {
    name: 'driver',
    also: ['dialect', 'database'],
    develops: [],
    summary: 'a dialect and driver, judged by the conformance suite',
    first: 'test/subject.ts',
  },
  {
    name: 'adapter',
    also: ['files', 'framework'],
    develops: ['@slipway/driver-pglite'],
    summary: 'an adapter for migration files',
    first: 'test/NAME.test.ts',
  },
  {
    name: 'strategy',
    also: ['online-strategy', 'step-runner', 'runner', 'backfill'],
    develops: ['@slipway/driver-pglite'],
    summary: 'a step runner: the half of an online strategy that acts',
    first: 'test/NAME.test.ts',
  },
  {
    name: 'rule',
    also: ['lint-rule', 'lint'],
    develops: ['@slipway/driver-pglite'],
    summary: 'a lint rule',
    first: 'test/NAME.test.ts',
  },
  {
    name: 'reporter',
    also: ['events', 'notifier'],
    develops: [],
    summary: 'a reporter of events',
    first: 'test/NAME.test.ts',
  },
]
