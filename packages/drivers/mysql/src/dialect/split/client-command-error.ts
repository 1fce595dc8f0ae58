import { ReadError } from '../tokens/read-error.ts'

/** Thrown at a command of the mysql client, with the way out. */
export class ClientCommandError extends ReadError {
  readonly cure: string

  constructor(offset: number, message: string, cure: string) {
    super(offset, message)
    this.name = 'ClientCommandError'
    this.cure = cure
  }
}
