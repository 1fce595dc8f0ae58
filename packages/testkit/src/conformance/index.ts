export type { Claims, FreshTarget, Subject, SubjectModule } from './subject.ts'
export {
  oddNames,
  type AnalyzeCase,
  type DdlSpecimen,
  type IdentifierRules,
  type Making,
  type Specimens,
  type SplitCase,
  type SplitError,
} from './specimens.ts'
export { groups, type ConformanceCase, type Group } from './conformance-case.ts'
export { cases } from './cases/index.ts'
export { chooseCases, runConformance, type ConformanceOptions } from './run-conformance.ts'
export { conformanceTests, type TestFunctions } from './conformance-tests.ts'
export type { CaseResult, Report, SpecimenFacts } from './report.ts'
export type { Bench, Place } from './bench/bench.ts'
export type { Need } from './needs.ts'
export { postgresSpecimens } from './languages/postgres-specimens.ts'
export { mutants } from './mutants/index.ts'
export { mutated, type MutatedSubject } from './mutants/mutated.ts'
export type { Mutant } from './mutants/mutant.ts'
export { mysqlAnalyzeCases } from './languages/mysql-analyze.ts'
export { mysqlSplitCases, mysqlSplitErrors } from './languages/mysql-split.ts'
