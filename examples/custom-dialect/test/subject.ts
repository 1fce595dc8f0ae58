import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Driver } from '@slipway/core/plugin'
import type { Subject } from '@slipway/testkit/conformance'
import { sqlite } from '../src/driver/sqlite.ts'
import { specimens } from './specimens.ts'

export const openDriver = (url: string): Driver => sqlite({ file: url })

/** All that the conformance suite needs of this driver. */
export const subject: Subject = {
  name: 'SQLite',
  module: import.meta.url,
  claims: {
    transactions: true,
    rivals: true,
    sessions: false,
    evicts: false,
    cancel: false,
    statementTimeout: false,
    lockTimeout: true,
  },
  async fresh() {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-sqlite-'))
    const url = join(folder, 'fresh.db')
    return {
      driver: openDriver(url),
      secondDriver: openDriver(url),
      url,
      drop: () => rm(folder, { recursive: true, force: true }),
    }
  },
  specimens: () => specimens,
}
