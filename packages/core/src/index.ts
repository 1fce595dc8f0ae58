export * from './contract/index.ts'
export {
  defineConfig,
  type RehearseConfig,
  type ReleaseConfig,
  type SlipwayConfig,
  type TargetConfig,
} from './config/config.ts'
export { resolveTarget } from './config/resolve-target.ts'
export { defaultTimeouts } from './config/timeouts.ts'
export { atIndex, commitBy } from './driver/commit-by.ts'
export { entryKey, entryMigration } from './driver/entry-key.ts'
export { ownTimeouts } from './driver/own-timeouts.ts'
export { redactor } from './driver/redactor.ts'
export { line, type Line } from './driver/line.ts'
export { takeTurns, type Turns } from './driver/turns.ts'
export { catalogue, describeError, type CatalogueEntry, type ErrorCode } from './errors/catalogue.ts'
export { failureKind } from './errors/failure-kind.ts'
export { describeHazard, hazards, type HazardCode, type HazardEntry } from './errors/hazards.ts'
export { SlipwayError, type ErrorParts } from './errors/slipway-error.ts'
export { bodyText, entryHash, hashStored } from './history/entry-hash.ts'
export { fold } from './history/fold.ts'
export {
  isPartial,
  unitKey,
  type History,
  type Intent,
  type LandedPart,
  type MigrationHistory,
  type RunHistory,
} from './history/history.ts'
export { reconcile, type Reconciled } from './bridge/reconcile.ts'
export { states, type MigrationState, type MigrationStatus } from './history/states.ts'
export { isOwnStatement } from './migration/bridging/own-statement.ts'
export { order } from './migration/order.ts'
export { readSteps } from './migration/read-steps.ts'
export { canonicalJson } from './plan/canonical-json.ts'
export { compareSchemas, type Difference } from './plan/compare.ts'
export { hashValue, sha256, textChecksum } from './plan/hash.ts'
export {
  judge,
  planHazards,
  LARGE_TABLE_ROWS,
  type AcceptedHazard,
  type PlannedHazard,
  type RunAllowance,
} from './plan/hazards.ts'
export { matchesAny } from './plan/match.ts'
export type { CodeLookup } from './plan/observe-code.ts'
export { parsePlan } from './plan/parse-plan.ts'
export { schemaFingerprint } from './plan/base.ts'
export * from './operations/results.ts'
export type { Environment, Workspace } from './config/workspace.ts'
export { openWorkspace, type OpenOptions, type OpenWorkspace } from './operations/open-workspace.ts'
export { loadMigrations, reading, readAll, whereOf, type Reading } from './operations/reading.ts'
export { adopt, type Adopted } from './operations/adopt.ts'
export { adoption, type Adoption, type BridgedTable, type ForeignLock } from './operations/adoption.ts'
export { apply, type ApplyOptions } from './operations/apply.ts'
export { baseline } from './operations/baseline.ts'
export { doctor } from './operations/doctor.ts'
export { drift } from './operations/drift.ts'
export { history } from './operations/history.ts'
export { importHistory, type ImportedHistory, type ImportedRow } from './operations/import-history.ts'
export { readForeign, type ForeignRows } from './operations/read-foreign.ts'
export { leave, leaving, type Left } from './operations/leave.ts'
export { openGate } from './operations/open-gate.ts'
export { plan, type PlanOptions } from './operations/plan.ts'
export { planScript } from './operations/plan-script.ts'
export { redo } from './operations/redo.ts'
export { repair, type RepairOptions } from './operations/repair.ts'
export { resume } from './operations/resume.ts'
export { planRollback, rollback, type RollbackOptions } from './operations/rollback.ts'
export { settle } from './operations/settle.ts'
export { status } from './operations/status.ts'
export type { RollbackChoice } from './operations/undo.ts'
export { unlock } from './operations/unlock.ts'
export { verify } from './operations/verify.ts'
export { applyRelease, resumeRelease, rollbackRelease, type ApplyReleaseOptions } from './release/apply-release.ts'
export { type Disagreement } from './release/disagreements.ts'
export { releaseFindings, standingWords } from './release/doctor-release.ts'
export { type Irreversible } from './release/irreversible.ts'
export { nextAction, type ReleaseAction } from './release/next-action.ts'
export { parseReleasePlan } from './release/parse-release-plan.ts'
export { planRelease, type PlanReleaseOptions } from './release/plan-release.ts'
export { type ParticipantPlan, type ReleasePlan } from './release/release-plan.ts'
export { foldReleases, type RecordedParticipant, type ReleaseRecord } from './release/release-record.ts'
export {
  type ParticipantResult,
  type ParticipantStatus,
  type ReleasePlanResult,
  type ReleaseResult,
  type ReleaseStatus,
} from './release/release-results.ts'
export { releaseStatus } from './release/release-status.ts'
export { openRelease, type ReleaseWorkspace } from './release/release-workspace.ts'
export { repairRelease, type ReleaseRepaired } from './release/repair-release.ts'
export { resolveRelease, type ResolvedRelease } from './release/resolve-release.ts'
export { type Standing, standingOf } from './release/standing.ts'
