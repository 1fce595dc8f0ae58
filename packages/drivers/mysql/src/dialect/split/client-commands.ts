/** Commands of the mysql client that stand at the beginning of a line, with the way out of each. */
const commands: Readonly<Record<string, string>> = {
  source: 'Put the SQL of that file here, or make it a migration of its own.',
  connect: 'Remove the line: the target says which database is meant.',
  system: 'Remove the line, or make it a code step.',
  tee: 'Remove the line.',
  notee: 'Remove the line.',
  pager: 'Remove the line.',
  nopager: 'Remove the line.',
  prompt: 'Remove the line.',
  rehash: 'Remove the line.',
  status: 'Remove the line.',
  warnings: 'Remove the line.',
  nowarning: 'Remove the line.',
  charset: 'Remove the line: the driver speaks utf8mb4.',
  go: 'Write ; instead.',
  ego: 'Write ; instead.',
  print: 'Remove the line.',
  quit: 'Remove the line: a migration ends where its file ends.',
  exit: 'Remove the line: a migration ends where its file ends.',
  sandbox: 'Remove the line.',
}

/** The way out of a command that is written as a word; `undefined` for what is none. */
export function clientCommand(word: string): string | undefined {
  return Object.hasOwn(commands, word) ? commands[word] : undefined
}

const letters: Readonly<Record<string, string>> = {
  G: 'Write ; instead.',
  g: 'Write ; instead.',
  '.': commands['source'] ?? '',
  u: 'Remove the line: the target says which database is meant.',
  '!': commands['system'] ?? '',
}

/** The way out of a command that is written as a backslash and a letter. */
export function backslashCommand(letter: string): string {
  return letters[letter] ?? 'Remove it, or write it as SQL.'
}
