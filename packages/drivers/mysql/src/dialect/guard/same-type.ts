/** What a type is when its size is left out. */
const implied: Readonly<Record<string, string>> = {
  decimal: 'decimal(10,0)',
  char: 'char(1)',
  binary: 'binary(1)',
  bit: 'bit(1)',
}

/** A type without what says nothing: how wide an integer is shown, and sizes that go without saying. */
function plain(type: string): string {
  const lower = type.toLowerCase()
  const bare = lower.includes('zerofill') ? lower : lower.replace(/^((?:tiny|small|medium|big)?int)\(\d+\)/, '$1')
  const sized = /^decimal\(\d+\)/.test(bare) ? bare.replace(/^decimal\((\d+)\)/, 'decimal($1,0)') : bare
  return (implied[sized] ?? sized).replace(/^year\(4\)/, 'year')
}

/** Types that the server writes otherwise than their author: what they come to is not compared. */
const rewritten =
  /^(?:json|text\(|blob\(|float|double|national|n(?:var)?char|geometrycollection|geomcollection|set|enum)/

/** Whether a type as written is the one at the head of a column's definition; `undefined` where that cannot be told. */
export function isSameType(written: string, definition: string): boolean | undefined {
  const found =
    /^\w+(?:\((?:[^')]|'(?:[^'\\]|\\[^]|'')*')*\))?(?: unsigned)?(?: zerofill)?/i.exec(definition)?.[0] ?? ''
  if (plain(written) === plain(found)) return true
  return rewritten.test(written.toLowerCase()) || rewritten.test(found.toLowerCase()) ? undefined : false
}
