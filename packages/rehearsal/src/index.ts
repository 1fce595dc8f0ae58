export { rehearse } from './rehearse.ts'
export { emptyScratch } from './scratch/empty-scratch.ts'
export { scratchDatabase, type ScratchDatabase, type ScratchDatabaseOptions } from './scratch-database.ts'
export { writeProofs } from './proof/write-proofs.ts'
export { codeLookup } from './proof/code-lookup.ts'
export { proofLookup, provenClasses, readProofs } from './proof/proof-lookup.ts'
export type {
  ComparedTable,
  Cosmetic,
  FailureOf,
  Proof,
  ProofFailure,
  ProvenCode,
  RehearsalReport,
  RehearseOptions,
  TestCommand,
} from './report.ts'
