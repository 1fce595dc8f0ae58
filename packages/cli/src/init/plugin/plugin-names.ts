/** What a new plugin is called, in all the ways that its files need. */
export interface PluginNames {
  /** `my-sql`. */
  readonly name: string
  /** `mySql`. */
  readonly factory: string
  /** `slipway-driver-my-sql`. */
  readonly package: string
}

// Words of the language, and what the templates themselves import or declare.
const taken = new Set(
  `await break case catch class const continue debugger default delete do else enum export extends false finally for
  function if implements import in instanceof interface let new null package private protected public return static super
  switch this throw true try typeof undefined var void while with yield arguments eval
  after before check checkpoints connect describe dialect holder journal load messages options query run specimens subject
  test text store lease index pglite conformance`.split(/\s+/),
)

/** The names of a plugin; `undefined` for a word that no file or function can be called by. */
export function pluginNames(kind: string, word: string): PluginNames | undefined {
  const name = word.replace(/^slipway-/, '').replace(`${kind}-`, '')
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 50) return undefined
  const factory = name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return taken.has(factory) ? undefined : { name, factory, package: `slipway-${kind}-${name}` }
}
