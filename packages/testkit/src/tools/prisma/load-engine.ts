import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type * as Engine from '@prisma/schema-engine-wasm'

type Exports = Readonly<Record<string, unknown>>

declare const WebAssembly: {
  instantiate(code: Uint8Array, imports: object): Promise<{ readonly instance: { readonly exports: Exports } }>
}

interface Bindings {
  __wbg_set_wasm(exports: Exports): void
  readonly SchemaEngine: typeof Engine.SchemaEngine
  readonly version: typeof Engine.version
}

/** Loads Prisma's schema engine, compiled to WebAssembly, from the package that Prisma publishes. */
export async function loadEngine(): Promise<Pick<Bindings, 'SchemaEngine' | 'version'>> {
  // The engine names what it panics of to a global of this name, and fails without it.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => process.stderr.write(`${message}\n`) },
  })
  const specifier = '@prisma/schema-engine-wasm/schema_engine_bg'
  const bindings = (await import(specifier)) as Bindings
  const folder = dirname(createRequire(import.meta.url).resolve(specifier))
  const { instance } = await WebAssembly.instantiate(await readFile(join(folder, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': bindings,
  })
  bindings.__wbg_set_wasm(instance.exports)
  ;(instance.exports['__wbindgen_start'] as () => void)()
  return bindings
}
