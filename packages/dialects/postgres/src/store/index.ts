export { sqlCheckpoints } from './checkpoints.ts'
export { factsQuery, startText, toFacts, type SessionFacts } from './facts.ts'
export { asFailure, failure, serverError, type ServerError } from './failure.ts'
export { forgetProject, sqlStorage } from './forget.ts'
export { sqlJournal } from './journal.ts'
export {
  insertLease,
  lockLease,
  releaseLease,
  revokeLease,
  selectLease,
  takeLease,
  toLease,
  type LeaseRow,
} from './lease-row.ts'
export { identifier, literal } from './literal.ts'
export { BatchError, blame, messagesOf, type Message } from './message.ts'
export { mayRead, prepareStore } from './prepare.ts'
export { sqlScript } from './script.ts'
export { sqlSession, type SessionParts } from './session.ts'
export { existingTables, tablesIn, type Tables } from './tables.ts'
export type { Wire, WireResult } from './wire.ts'
