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
