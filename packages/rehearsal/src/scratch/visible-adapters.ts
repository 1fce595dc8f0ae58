import type { Adapter, LoadContext, Migration } from '@slipway/core'

/**
 * Adapters that show only some of their migrations, and read their files once. A framework's own table is not in a scratch,
 * and code is run there, not told of.
 */
export function visibleAdapters(adapters: readonly Adapter[], visible: ReadonlySet<string>): readonly Adapter[] {
  return adapters.map((adapter) => {
    const { bridge: _bridge, record: _record, ...rest } = adapter
    let loaded: Promise<readonly Migration[]> | undefined
    return {
      ...rest,
      load: async (context: LoadContext) => {
        loaded ??= adapter.load(context)
        return (await loaded).filter(({ id }) => visible.has(id))
      },
    }
  })
}
