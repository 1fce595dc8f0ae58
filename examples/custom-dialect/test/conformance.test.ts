import { conformanceTests } from '@slipway/testkit/conformance'
import { afterAll, describe, test } from 'vitest'
import { subject } from './subject.ts'

conformanceTests(subject, { describe, test, after: afterAll })
