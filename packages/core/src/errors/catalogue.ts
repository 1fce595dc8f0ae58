/** What a code means for whoever started the process: see the exit codes in docs/reference/cli.md. */
export interface CatalogueEntry {
  /** Process exit code. */
  readonly exit: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 64
  /** One line: heads the docs page docs/errors/CODE.md. */
  readonly title: string
}

/** Every error code, its exit code and its title. Sorted; a test keeps code, exit code and docs page equal. */
export const catalogue = {
  'SW-ASSERT-FAILED': { exit: 5, title: 'An assert step found rows' },
  'SW-CAPABILITY': { exit: 3, title: 'A statement needs something that the server cannot do' },
  'SW-CLIENT-COMMAND': { exit: 64, title: 'A file holds a command of another client (psql meta-command, COPY data)' },
  'SW-CODE-FAILED': { exit: 5, title: 'A code step threw' },
  'SW-CONFIG': { exit: 64, title: 'The configuration cannot be used' },
  'SW-CONNECT': { exit: 11, title: 'The server cannot be reached' },
  'SW-CONNECT-AUTH': { exit: 11, title: 'The server refused the credentials' },
  'SW-CONTRACT': { exit: 64, title: 'A plugin was written for another contract' },
  'SW-CYCLE': { exit: 7, title: 'Migrations depend on each other in a circle' },
  'SW-DECLINED': { exit: 3, title: 'Not confirmed' },
  'SW-DIRECTORY-LOCKED': { exit: 4, title: 'Another process has the embedded database open' },
  'SW-DISK-FULL': { exit: 5, title: 'The server has no room left' },
  'SW-DRIFT': { exit: 8, title: 'The schema is not what the history says' },
  'SW-DUPLICATE': { exit: 7, title: 'Two migrations have one id' },
  'SW-EDITED': { exit: 7, title: 'A migration was edited after it was applied' },
  'SW-GATE': { exit: 12, title: 'A run waits at a gate' },
  'SW-HAZARD': { exit: 3, title: 'A hazard is not accepted' },
  'SW-HISTORY-CONFLICT': { exit: 7, title: 'The history of a framework and the journal disagree' },
  'SW-INTERNAL': { exit: 1, title: 'A defect in Slipway' },
  'SW-INTERRUPTED': { exit: 5, title: 'The process was asked to stop' },
  'SW-INVALID-INDEX': { exit: 6, title: 'An index is INVALID and not ours to repair' },
  'SW-IRREVERSIBLE': { exit: 3, title: 'A migration cannot be rolled back' },
  'SW-JOURNAL-BROKEN': { exit: 7, title: 'The journal does not add up' },
  'SW-JOURNAL-NEWER': { exit: 7, title: 'The journal was written by a newer version' },
  'SW-LEASE-LOST': { exit: 4, title: 'The deploy lock was taken over' },
  'SW-LOCKED': { exit: 4, title: 'The deploy lock is held by someone else' },
  'SW-MISSING': { exit: 7, title: 'An applied migration has no file' },
  'SW-NODE': { exit: 64, title: 'This Node.js is too old' },
  'SW-NOT-APPLIED': { exit: 5, title: 'A lock never came free' },
  'SW-NOT-PRIMARY': { exit: 11, title: 'The server is a replica' },
  'SW-PARTIAL': { exit: 6, title: 'A migration is partly applied' },
  'SW-PERMISSION': { exit: 5, title: 'The role may not do this' },
  'SW-PLAN-EDITED': { exit: 7, title: 'A plan file was edited' },
  'SW-PLAN-STALE': { exit: 7, title: 'A plan no longer fits the database or the files' },
  'SW-PLAN-TARGET': { exit: 7, title: 'A plan was made for another database' },
  'SW-POOLER': { exit: 3, title: 'This cannot work through a transaction-mode pooler' },
  'SW-PROOF-DIFFERS': { exit: 10, title: 'A rollback does not give back what was there' },
  'SW-PROOF-FAILED': { exit: 10, title: 'A rehearsal could not be finished' },
  'SW-PROOF-MISSING': { exit: 3, title: 'A proof is required and there is none' },
  'SW-PROTECTED': { exit: 3, title: 'The target is protected' },
  'SW-RELEASE-COMPENSATION': { exit: 6, title: 'A release could not be taken back on one of its stores' },
  'SW-RELEASE-COORDINATOR': { exit: 11, title: 'The coordinator of a release is out of reach' },
  'SW-RELEASE-DECIDED': { exit: 3, title: 'A release is past its point of no return' },
  'SW-RELEASE-DISAGREES': { exit: 7, title: 'The stores of a release remember different things' },
  'SW-RELEASE-OPEN': { exit: 6, title: 'A release stopped between its stores' },
  'SW-RELEASE-REVERTED': { exit: 5, title: 'A release failed and was taken back on every store' },
  'SW-RUN-CLAIMED': { exit: 3, title: 'A waiting run has a claim on this' },
  'SW-SCOPE': { exit: 3, title: 'A statement reaches beyond its scratch database' },
  'SW-SECRET-IN-ARGV': { exit: 64, title: 'A password was given on the command line' },
  'SW-STATEMENT-FAILED': { exit: 5, title: 'The server refused a statement' },
  'SW-SYNTAX': { exit: 64, title: 'A file cannot be parsed' },
  'SW-TEMPLATE': { exit: 64, title: 'A placeholder has no value' },
  'SW-TRANSACTION': { exit: 64, title: 'A statement cannot run where the file puts it' },
  'SW-UNKNOWN': { exit: 6, title: 'Nobody can tell whether a statement took effect' },
  'SW-UNSUPPORTED': { exit: 64, title: 'A needed plugin or capability is missing' },
  'SW-USAGE': { exit: 64, title: 'The command line is wrong' },
} as const

/** A code of the catalogue. */
export type ErrorCode = keyof typeof catalogue

/** Looks a code up. */
export function describeError(code: ErrorCode): CatalogueEntry {
  return catalogue[code]
}
