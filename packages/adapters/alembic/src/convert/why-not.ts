import { inWords, type Problem } from './run-python.ts'

/** Why a direction of a revision cannot be told as SQL, as the end of a sentence. */
export function whyNot(problem: Problem, onScratch: boolean): string {
  const { error, message } = problem
  if (error === 'ReadsRows') return `it ${message}, so what it does is not the same everywhere`
  const isBlind =
    error === 'Blind' ||
    (error === 'AttributeError' && message.startsWith("'NoneType' object")) ||
    error === 'NoInspectionAvailable' ||
    message.includes('--sql mode')
  if (isBlind && !onScratch) return 'it reads the database, which offline mode has not'
  if (error === 'Connects') return 'it connects to a database by itself'
  return `Alembic cannot write its SQL: ${inWords(problem)}`
}
