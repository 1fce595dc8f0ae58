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
}

/** Prisma's schema engine, and what it last said when it panicked. */
export interface LoadedEngine {
  readonly SchemaEngine: typeof Engine.SchemaEngine
  readonly panic: () => string | undefined
}

let loaded: Promise<LoadedEngine> | undefined

async function load(): Promise<LoadedEngine> {
  const specifier = '@prisma/schema-engine-wasm/schema_engine_bg'
  const bindings = (await import(specifier)) as Bindings
  const folder = dirname(createRequire(import.meta.url).resolve(specifier))
  const { instance } = await WebAssembly.instantiate(await readFile(join(folder, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': bindings,
  })
  let panic: string | undefined
  // The engine looks for a global of this name to say what it panics of.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => void (panic = message) },
  })
  bindings.__wbg_set_wasm(instance.exports)
  ;(instance.exports['__wbindgen_start'] as () => void)()
  return { SchemaEngine: bindings.SchemaEngine, panic: () => panic }
}

/** Loads the engine that Prisma publishes for WebAssembly, once: it is five megabytes, and most commands need none. */
export function loadEngine(): Promise<LoadedEngine> {
  loaded ??= load()
  return loaded
}
