/** Sets the engine to a short life with many objects that stay to its end. */
export async function setEngine(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8')
  // One function of PostgreSQL's grammar is so large that optimizing it takes 600 MB and half a second, which the process
  // waits for at its end; ten thousand statements are parsed sooner without.
  setFlagsFromString('--no-wasm-tier-up')
  setFlagsFromString('--no-wasm-dynamic-tiering')
  // Doubled whenever much of it survives, the space for new objects comes to hold 128 MB, and saves no time.
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** Bytes of the space for new objects once it has grown: two halves of eight megabytes. */
const GROWN = 16 * 1024 * 1024

/** Milliseconds between two looks at whether it has. */
const EVERY = 5

/**
 * Lets the space for new objects grow, once: planning leaves much garbage, which in the least of spaces is moved to the old
 * objects before it is one, and stays there: 120 MB of it after ten thousand migrations, and a quarter more time.
 */
export async function growOnce(): Promise<void> {
  const { getHeapSpaceStatistics, setFlagsFromString } = await import('node:v8')
  setFlagsFromString('--semi-space-growth-factor=8')
  const looking = setInterval(() => {
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
    if (young !== undefined && young.space_size < GROWN) return
    setFlagsFromString('--semi-space-growth-factor=1')
    clearInterval(looking)
  }, EVERY)
  looking.unref()
}
