const longest = 100

/** A title as part of a file name, from which adapters read the title again. */
export function slugOf(title: string): string {
  const slug = title
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .slice(0, longest)
    .replace(/^_+|_+$/g, '')
  return slug === '' ? 'migration' : slug
}

/** One that no other has. */
export function freeSlug(title: string, taken: ReadonlySet<string>): string {
  const slug = slugOf(title)
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? slug : `${slug}_${count}`
    if (!taken.has(candidate)) return candidate
  }
}
