import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SlipwayError, textChecksum } from '@slipway/core'
import { loaderHint } from '@slipway/core/adapter'
import type { CodeFunction, CodeRef, LoadContext, Session } from '@slipway/core/plugin'
import { sourceFile } from '../files/source-file.ts'
import type { Reading } from '../load.ts'
import { migrateMongo } from '../styles/migrate-mongo.ts'

type Exported = (...parameters: readonly unknown[]) => unknown

/**
 * Loads the function that a code step names. Throws `SW-EDITED` where the module is not the one that was planned,
 * `SW-CODE-FAILED` with the loader's own error where it cannot be loaded.
 */
export async function loadModule(
  ref: CodeRef,
  { cwd }: Pick<LoadContext, 'cwd'>,
  { inPlace = false }: Pick<Reading, 'inPlace'> = {},
): Promise<CodeFunction> {
  const file = sourceFile(cwd, ref.module)
  if (textChecksum(file.text()) !== ref.checksum) {
    throw new SlipwayError('SW-EDITED', `${ref.module} was edited since it was planned. Nothing was changed by it.`, {
      hint: 'Plan again:\n  slipway plan',
      details: { file: ref.module },
    })
  }
  const exported = functionOf(await imported(join(cwd, ref.module), ref), ref.export)
  if (exported === undefined) {
    throw new SlipwayError(
      'SW-CODE-FAILED',
      `${ref.module} exports no function ${ref.export}. It was loaded, not run.`,
      {
        hint: `export async function ${ref.export}(session) { … }`,
        details: { file: ref.module },
      },
    )
  }
  if (!inPlace && migrateMongo.read(file) === undefined) return async (session) => void (await exported(session))
  return async (session) => {
    const { db, client } = handleOf(session, ref)
    await exported(db, client)
  }
}

/** The checksum in the address makes an edited module another one within a process. */
async function imported(path: string, ref: CodeRef): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(`${pathToFileURL(path).href}?${ref.checksum.slice(0, 12)}`)) as Readonly<
      Record<string, unknown>
    >
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    const hint = loaderHint(cause, path)
    throw new SlipwayError('SW-CODE-FAILED', `${ref.module} cannot be loaded: ${message}. Nothing was changed.`, {
      ...(hint !== undefined && { hint }),
      cause,
      details: { file: ref.module },
    })
  }
}

/** An ES module's export, or a property of what CommonJS exports whole. */
function functionOf(module: Readonly<Record<string, unknown>>, name: string): Exported | undefined {
  const whole = module['default']
  const nested = typeof whole === 'object' && whole !== null ? (whole as Readonly<Record<string, unknown>>) : {}
  const found = module[name] ?? nested[name]
  return typeof found === 'function' ? (found as Exported).bind(nested[name] === found ? nested : undefined) : undefined
}

function handleOf(session: Session, ref: CodeRef): { readonly db: unknown; readonly client: unknown } {
  const native = session.native as { readonly db?: unknown; readonly client?: unknown } | undefined
  if (native?.db !== undefined && native.client !== undefined) return { db: native.db, client: native.client }
  throw new SlipwayError(
    'SW-UNSUPPORTED',
    `${ref.module} is written for migrate-mongo, whose functions get a database and a client; this driver hands out neither. Nothing was changed.`,
    { hint: 'Use the driver that connects with the client:\n  @slipway/driver-mongodb', details: { file: ref.module } },
  )
}
