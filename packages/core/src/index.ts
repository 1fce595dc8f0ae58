export { SlipwayError, type ErrorParts } from './errors/slipway-error.ts'
export { catalogue, type ErrorCode } from './errors/catalogue.ts'
export { hazards, type HazardCode } from './errors/hazards.ts'
