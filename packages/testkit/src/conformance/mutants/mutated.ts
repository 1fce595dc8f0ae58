import type { Subject } from '../subject.ts'
import type { Mutant } from './mutant.ts'

/** A subject whose driver lies; other processes are told to lie too. */
export interface MutatedSubject extends Subject {
  readonly mutant: string
}

/** The same subject with a driver that lies. */
export function mutated(subject: Subject, mutant: Mutant): MutatedSubject {
  const { mutate, specimens: lie } = mutant
  return {
    ...subject,
    name: `${subject.name}, ${mutant.id}`,
    mutant: mutant.id,
    async fresh() {
      const { driver, secondDriver, tcp, ...rest } = await subject.fresh()
      return {
        ...rest,
        driver: mutate(driver),
        ...(secondDriver === undefined ? {} : { secondDriver: mutate(secondDriver) }),
        ...(tcp === undefined ? {} : { tcp: { ...tcp, at: (port: number) => mutate(tcp.at(port)) } }),
      }
    },
    specimens(dialect) {
      const honest = subject.specimens(dialect)
      return lie === undefined ? honest : lie(honest)
    },
  }
}
