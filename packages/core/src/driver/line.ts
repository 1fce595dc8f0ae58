/** Who may use something at the same time. */
export interface Line {
  /** Waits for all that came before, and makes all wait that come after. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** Waits for what works alone only; work that shares begins in the order in which it came. */
  shared<T>(work: () => Promise<T>): Promise<T>
}

/** Starts with nobody in it. */
export function line(): Line {
  let everybody: Promise<unknown> = Promise.resolve()
  let loners: Promise<unknown> = everybody
  return {
    alone(work) {
      const done = everybody.then(work)
      everybody = loners = done.catch(() => undefined)
      return done
    },
    shared(work) {
      const done = loners.then(work)
      const before = everybody
      everybody = done.then(
        () => before,
        () => before,
      )
      return done
    },
  }
}
