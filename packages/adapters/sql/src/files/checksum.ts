import { hash } from 'node:crypto'
import type { Sha256 } from '@slipway/core/plugin'

/** SHA-256 over text that has LF line ends already. */
export function checksum(text: string): Sha256 {
  return hash('sha256', text)
}
