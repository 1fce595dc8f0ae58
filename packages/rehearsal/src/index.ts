export { rehearse } from './rehearse.ts'
export { scratchDatabase, type ScratchDatabase, type ScratchDatabaseOptions } from './scratch-database.ts'
export { writeProofs } from './proof/write-proofs.ts'
export { proofLookup, provenClasses, readProofs } from './proof/proof-lookup.ts'
export type {
  ComparedTable,
  Cosmetic,
  FailureOf,
  Proof,
  ProofFailure,
  RehearsalReport,
  RehearseOptions,
  TestCommand,
} from './report.ts'
