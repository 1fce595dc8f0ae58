import { hazard, impossible, type Draft, type Kind } from '../draft.ts'

const why = (name: string): string => `what undoes "${name}" is not known`

/** Commands whose effect reaches beyond the database: users, shards, the server's own settings. */
export const beyond: Kind = ({ command }): Draft => ({
  verb: command.name,
  objects: [],
  recovery: 'unknowable',
  wider: true,
  hazards: [hazard('SW-WIDER-SCOPE', 'inform', `"${command.name}" reaches beyond the connected database.`)],
  reverse: impossible(why(command.name)),
})

/** `dropDatabase`: all that the database holds. */
export const dropDatabase: Kind = (): Draft => ({
  verb: 'drop database',
  objects: [],
  recovery: 'unknowable',
  opaque: true,
  data: 'destroys',
  hazards: [hazard('SW-DATA-LOSS', 'stop', 'Every collection of the database is destroyed.')],
  reverse: impossible('all that the database held is gone'),
})

/** Any command that is not one of those known: it is run as it is, and said to be not understood. */
export const opaque =
  (known: readonly string[]): Kind =>
  ({ command }): Draft => {
    const near = known.find((name) => name.toLowerCase() === command.name.toLowerCase() || isNear(name, command.name))
    const meant = near === undefined ? '' : ` Did you mean "${near}"?`
    return {
      verb: command.name,
      objects: [],
      recovery: 'unknowable',
      opaque: true,
      hazards: [
        hazard(
          'SW-OPAQUE',
          'inform',
          `What the command "${command.name}" does is not known here, so its effects and its undo are not either.${meant}`,
        ),
      ],
      reverse: impossible(why(command.name)),
    }
  }

/** One letter more, less or other. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1
  const rest = (text: string, by: number): string => text.slice(start + by)
  return rest(a, 1) === rest(b, 1) || rest(a, 1) === rest(b, 0) || rest(a, 0) === rest(b, 1)
}
