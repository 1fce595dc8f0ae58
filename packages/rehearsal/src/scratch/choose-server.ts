import { SlipwayError, type Driver, type Workspace } from '@slipway/core'

/**
 * The driver that makes scratch databases: the one that is given, the one that the config names for rehearsals, or the
 * target's own. Throws `SW-PROTECTED` for a protected target's own server, `SW-UNSUPPORTED` when it cannot make any.
 */
export function chooseServer(
  workspace: Workspace,
  options: { readonly driver?: Driver; readonly onTargetServer?: boolean },
): Required<Pick<Driver, 'scratch'>> & Driver {
  const elsewhere = options.driver ?? workspace.rehearse.driver
  if (!elsewhere && workspace.protected && !options.onTargetServer) {
    throw new SlipwayError(
      'SW-PROTECTED',
      `Target "${workspace.target}" is protected: no scratch database is made on ${workspace.driver.address} unasked. Nothing was changed.`,
      {
        hint: `Rehearse on another server (rehearse.driver in slipway.config.ts), or allow it for once:\n  slipway rehearse --target ${workspace.target} --on-target-server`,
        details: { target: workspace.target },
      },
    )
  }
  const driver = elsewhere ?? workspace.driver
  if (canScratch(driver)) return driver
  throw new SlipwayError(
    'SW-UNSUPPORTED',
    `The driver "${driver.name}" makes no scratch databases. Nothing was changed.`,
    {
      hint: 'Name one that does, in slipway.config.ts:\n  rehearse: { driver: pglite() }',
      details: { driver: driver.name },
    },
  )
}

function canScratch(driver: Driver): driver is Required<Pick<Driver, 'scratch'>> & Driver {
  return driver.scratch !== undefined
}

/** A name for a scratch: letters and digits of a unique id. */
export function nonceOf(id: string): string {
  return id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(0, 16)
}
