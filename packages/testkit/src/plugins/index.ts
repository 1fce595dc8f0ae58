export { pluginTests, type PluginCheck } from './plugin-check.ts'
export {
  adapterChecks,
  type AdapterProject,
  type AdapterSubject,
  type Files,
  type RefusedProject,
  type StatedMigration,
} from './adapter-checks.ts'
export { bridgeChecks, type BridgeSubject } from './bridge-checks.ts'
export { everyEvent } from './every-event.ts'
export { reporterChecks, type OpenReporter, type ReporterSubject } from './reporter-checks.ts'
export { ruleChecks, type InvalidScript, type RuleSubject, type ValidScript } from './rule-checks.ts'
export { stepRunnerChecks, type RefusedStep, type StepCase, type StepRunnerSubject } from './step-runner-checks.ts'
