/** An engine that a test needs cannot be had here. Always says what to do; a test never skips because of it. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
}
