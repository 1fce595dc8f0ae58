import type { Flavor } from '../syntax.ts'

const both = `alter analyze begin binlog cache call change check checksum commit create deallocate delete desc describe do drop
  execute explain flush get grant handler help insert install kill load lock optimize prepare purge release rename repair
  replace reset resignal revoke rollback savepoint select set show shutdown signal start stop table truncate uninstall
  unlock update use values with xa (`
const mysql = 'clone import restart'
const mariadb = 'backup if case loop repeat while for'

const split = (words: string): readonly string[] => words.split(/\s+/)

/** What a statement can begin with. */
const statementWords: Readonly<Record<Flavor, ReadonlySet<string>>> = {
  mysql: new Set([...split(both), ...split(mysql)]),
  mariadb: new Set([...split(both), ...split(mariadb)]),
}

/** Words of stored programs: at the beginning of a statement they say that a body was torn apart. */
const bodyWords: ReadonlySet<string> = new Set(
  split(
    'end declare else elseif elsif when until then leave iterate fetch open close return if case loop repeat while for',
  ),
)

/** Why no statement begins with a word; `undefined` when one does. */
export function whyNoStatement(word: string, flavor: Flavor | undefined): string | undefined {
  const flavors = flavor === undefined ? (['mysql', 'mariadb'] as const) : [flavor]
  if (flavors.some((one) => statementWords[one].has(word))) return undefined
  const shown = word.toUpperCase()
  if (bodyWords.has(word)) {
    return `${shown} stands only in the body of a procedure, function, trigger or event, and none is open here.`
  }
  return `no statement begins with ${shown.length > 40 ? `${shown.slice(0, 39)}…` : shown}`
}
