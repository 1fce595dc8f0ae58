import type { Adapter, CodeRef, LoadContext, Migration } from '@slipway/core'
import { watchCode, type SeenCode } from './watch-code.ts'

/**
 * Adapters that show only some of their migrations, and read their files once. A framework's own table is not in a scratch,
 * and code is run there, not told of: what it sends is added to `seen`.
 */
export function visibleAdapters(
  adapters: readonly Adapter[],
  visible: ReadonlySet<string>,
  seen: SeenCode,
): readonly Adapter[] {
  return adapters.map((adapter) => {
    const { bridge: _bridge, record: _record, ...rest } = adapter
    const { resolve } = adapter
    let loaded: Promise<readonly Migration[]> | undefined
    return {
      ...rest,
      load: async (context: LoadContext) => {
        loaded ??= adapter.load(context)
        return (await loaded).filter(({ id }) => visible.has(id))
      },
      ...(resolve && {
        resolve: async (ref: CodeRef, context: LoadContext) => watchCode(ref, await resolve(ref, context), seen),
      }),
    }
  })
}
