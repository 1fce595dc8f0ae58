/** Thrown by the tokenizer and the readers: what is wrong, and at which offset. Whoever knows the file gives it a place. */
export class ReadError extends Error {
  readonly offset: number

  constructor(offset: number, message: string) {
    super(message)
    this.name = 'ReadError'
    this.offset = offset
  }
}
