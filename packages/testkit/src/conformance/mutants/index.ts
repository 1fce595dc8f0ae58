import { dialectMutants } from './dialect-mutants.ts'
import { inspectMutants } from './inspect-mutants.ts'
import { journalMutants } from './journal-mutants.ts'
import { leaseMutants } from './lease-mutants.ts'
import type { Mutant } from './mutant.ts'
import { sessionMutants } from './session-mutants.ts'
import { transactionMutants } from './transaction-mutants.ts'

/** Drivers that lie, one lie each. The suite is worth as much as it finds them out. */
export const mutants: readonly Mutant[] = [
  ...dialectMutants,
  ...sessionMutants,
  ...transactionMutants,
  ...journalMutants,
  ...leaseMutants,
  ...inspectMutants,
]
