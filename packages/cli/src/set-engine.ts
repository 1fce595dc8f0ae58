/** Bytes of the space for new objects once it has grown: two halves of eight megabytes. */
const GROWN = 16 * 1024 * 1024

/** Milliseconds between two looks at whether it has. */
const EVERY = 20

/** Sets the engine to a short life with many objects that stay to its end. */
export async function setEngine(): Promise<void> {
  const { getHeapSpaceStatistics, setFlagsFromString } = await import('node:v8')
  // One function of PostgreSQL's grammar is so large that optimizing it takes 600 MB and half a second, which the process
  // waits for at its end; ten thousand statements are parsed sooner without.
  setFlagsFromString('--no-wasm-tier-up')
  setFlagsFromString('--no-wasm-dynamic-tiering')
  // Doubled whenever much of it survives, the space for new objects comes to hold 128 MB. As small as it begins, what soon
  // is garbage is moved to the old objects before that, where it stays: 120 MB after a plan of ten thousand migrations.
  setFlagsFromString('--semi-space-growth-factor=8')
  const looking = setInterval(() => {
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
    if (young !== undefined && young.space_size < GROWN) return
    setFlagsFromString('--semi-space-growth-factor=1')
    clearInterval(looking)
  }, EVERY)
  looking.unref()
}
