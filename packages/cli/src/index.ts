export { defineConfig, type SlipwayConfig, type TargetConfig } from '@slipway/core'
export { main } from './main.ts'
export type { Io } from './io.ts'
export type { LoadedConfig } from './config/load-config.ts'
