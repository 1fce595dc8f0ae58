import { failureKind } from '../errors/failure-kind.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { deploy, type Deploy } from '../operations/deploy.ts'
import { reading, type Reading } from '../operations/reading.ts'
import { coordinatorLost } from './release-errors.ts'
import type { ReleaseWorkspace } from './release-workspace.ts'

/**
 * Runs `work` under the coordinator's deploy lock, which one process holds for the whole release. Throws
 * `SW-RELEASE-COORDINATOR` when the coordinator cannot be reached, or not any more.
 */
export async function underRecord<T>(release: ReleaseWorkspace, work: (locked: Deploy) => Promise<T>): Promise<T> {
  return reaching(release, () => deploy(release.coordinator, work))
}

/** The same without a lock, for what only reads. */
export async function readingRecord<T>(release: ReleaseWorkspace, work: (found: Reading) => Promise<T>): Promise<T> {
  return reaching(release, () => reading(release.coordinator, work))
}

async function reaching<T>({ release, coordinator }: ReleaseWorkspace, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.details['participant'] !== undefined) throw error
    if (error.code.startsWith('SW-RELEASE-')) throw error
    const away = error.code === 'SW-CONNECT' || error.code === 'SW-CONNECT-AUTH' || error.code === 'SW-NOT-PRIMARY'
    if (!away && failureKind(error) !== 'answer-lost') throw error
    throw coordinatorLost(release.name, coordinator.target, error)
  }
}
