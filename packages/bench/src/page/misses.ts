/** Why a reach was missed, by the name of its row: what a profile showed. Shown on the page while the row is missed. */
export const misses: Readonly<Record<string, string>> = {
  apply:
    'what does not grow takes 0.7 to 0.85 s: 0.45 to 0.6 s until the first migration (Node.js, modules, files, parsing, the ' +
    'plan and keeping it, the lock, the schema) and 0.2 to 0.25 s at the end, where the schema of every table is read and ' +
    'recorded. Each migration is one message and one commit, sent while the one before it runs; for it the server spends ' +
    '1.58 ms of its processor, 1.26 ms of them on the statements themselves, 0.14 on the fence and what the plan demands, ' +
    '0.15 on the journal. The disk’s syncs are the same for both, and they are most of the spread.',
  'apply-delayed':
    'at 100, four fifths are what does not grow: about 0.5 s of processor to start, read and plan, and 45 round trips for the ' +
    'lock, the history and the schema. A migration more costs one round trip, hidden behind the one before it.',
  'apply-many':
    'it completes, its time grows as the work does, and memory stays flat while migrations run. Every size is measured once ' +
    'here, so the ratio moves with the disk: from 0.97 to 1.40 × among the sizes of one run.',
  'apply-mongodb':
    'a migration of a collection and its index is eight commands beside the loop’s three: each of its two statements commits ' +
    'by itself there, so it has an intent before it, written with the outcome of the one before in one transaction, and a ' +
    'look at the catalog that tells an interrupted statement from one that landed. The driver’s work on those commands is ' +
    'most of the processor time.',
  'apply-mysql':
    'of every 28 ms that a migration of three statements takes at 1,000, about 18 are the statements themselves. Beside them ' +
    'MySQL commits three entries of the journal where the loop commits one row (3 ms more), because each statement commits ' +
    'by itself there and has its intent and its outcome on disk around it. Four times it shows the definition of the table ' +
    '(2 ms): before each statement, so that an interrupted one can be told from one that landed, and once for the schema at ' +
    'the end. The rest is ten messages in place of four and the client’s work between them. None of it grows with the number ' +
    'of migrations; on a busy disk the commits weigh more.',
  'apply-nothing':
    'as for `status`: every file is read and hashed, so that an applied one that was edited is named. The tools that take ' +
    'less open no applied file.',
  'inspect-postgres':
    'at 500 tables, starting Node.js and the command takes as long as all of pg_dump. From 1,000 tables on the command is the ' +
    'quicker one.',
  rehearse:
    'a rehearsal runs every migration up, down and up again, and afterwards reads the whole schema each time, with as many ' +
    'tables as there are by then: for 100 migrations the database reads it 303 times. Beside that the server makes, indexes ' +
    'and drops 300 tables (1.2 to 1.5 s whoever asks), and Node.js starts, plans each run as in production, and writes a ' +
    'proof.',
  rollback:
    'a drop is cheap, so what is around it weighs more: 0.35 ms of the server’s processor for the fence, what the plan demands ' +
    'and the journal. Before the first one, about 1.3 s: what to undo is chosen before the lock is asked for, so that a ' +
    'deployment that is waited for is not undone in its place, and files and journal are read once more under the lock (0.15 ' +
    'each time), as is the schema (0.25, then less); reading and parsing each way back takes 0.35, the sizes of all tables ' +
    '0.1 to 0.2, keeping the plan 0.1. At the end the schema is read again and compared with the recorded one, 0.1 s.',
  status:
    'about 0.1 s beyond Node.js are modules and connecting. The rest is one look at each of 20,000 files: opening and reading ' +
    'them 0.09 s, their names 0.115, garbage of it 0.08, migrations 0.025, the journal 0.025. Every file is read and hashed, ' +
    'so that an applied one that was edited is named; the tools that take less open no applied file.',
}
