import type { Adapter } from '@slipway/core/plugin'
import { alembicBridge } from './bridge/alembic-bridge.ts'
import { load } from './load.ts'
import type { AlembicOptions } from './options.ts'
import { chooseUrl, driverUrl } from './settings/driver-url.ts'
import { readSettings } from './settings/read-settings.ts'

/** An Alembic project, and where its database is. */
export interface AlembicAdapter extends Adapter {
  /**
   * What a driver is given: `sqlalchemy.url` where the configuration has it whole, else `DATABASE_URL` of the environment,
   * either as SQLAlchemy writes it. Never throws; a missing address is told by the driver.
   */
  connection(): { readonly url: string | undefined }
}

/**
 * An Alembic project as it is: the revision graph is read without Python, `alembic_version` is kept as Alembic keeps it, and
 * Alembic's own offline mode writes the SQL of each revision, once.
 *
 * @example
 * const project = alembic({ config: 'alembic.ini' })
 */
export function alembic(options: AlembicOptions = {}): AlembicAdapter {
  return {
    kind: 'adapter',
    name: options.name ?? 'alembic',
    contract: 1,
    load: (context) => load(context, options),
    bridge: alembicBridge({ table: options.versionTable ?? 'alembic_version', schema: options.versionTableSchema }),
    connection: () => ({ url: addressOf(options) }),
  }
}

function addressOf(options: AlembicOptions): string | undefined {
  const url = chooseUrl(literalUrl(options), process.env['DATABASE_URL'])
  return url === undefined ? undefined : (driverUrl(url)?.url ?? url)
}

// What is wrong with the settings is told when files are read.
function literalUrl(options: AlembicOptions): string | undefined {
  try {
    return readSettings(process.cwd(), options).url
  } catch {
    return undefined
  }
}
