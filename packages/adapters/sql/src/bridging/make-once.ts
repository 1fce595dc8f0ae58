/**
 * Makes what is missing; when that fails, asks again what is: somebody else may have made it in between. Within a
 * transaction, asking again fails as well, and the first error counts.
 */
export async function makeOnce(make: () => Promise<void>): Promise<void> {
  try {
    await make()
  } catch (error) {
    await make().catch(() => {
      throw error
    })
  }
}
