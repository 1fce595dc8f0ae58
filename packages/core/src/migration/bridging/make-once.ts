const TRIES = 5

/**
 * Makes what is missing while others may be making the same: PostgreSQL fails all but the first of them, MySQL ends one as a
 * deadlock. `make` looks again each time, so that what is there by then is left as it is. The first error counts.
 */
export async function makeOnce(make: () => Promise<void>): Promise<void> {
  const errors: unknown[] = []
  while (errors.length < TRIES) {
    try {
      await make()
      return
    } catch (thrown) {
      errors.push(thrown)
    }
  }
  throw errors[0]
}
