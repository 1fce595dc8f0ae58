import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { SlipwayError } from '@slipway/core'
import type { KnexModule } from './knex-module.ts'

/** Versions whose every part that is used here was tried. */
const tested = /^3\./

/** Whether this version of knex was tested. */
export function isTested(version: string): boolean {
  return tested.test(version)
}

/** Finds the project's own knex, as its knexfile would. Throws `SW-UNSUPPORTED` where there is none. */
export function findKnex(knexfile: string): KnexModule {
  const require = createRequire(knexfile)
  try {
    const manifest = require.resolve('knex/package.json')
    const whole = require('knex') as { readonly knex?: unknown; readonly default?: unknown }
    const create = whole.knex ?? whole.default ?? whole
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }
    return { create: create as KnexModule['create'], version, folder: dirname(manifest) }
  } catch (cause) {
    throw new SlipwayError(
      'SW-UNSUPPORTED',
      `${knexfile} cannot see knex, which runs the project's migrations. Nothing was changed.`,
      { hint: 'npm install knex', cause },
    )
  }
}
