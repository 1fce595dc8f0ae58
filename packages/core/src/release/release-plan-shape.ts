import { z } from 'zod'

/** What the file of a release plan has to look like before anything in it is believed. */
export const releasePlanShape: z.ZodType = z.looseObject({
  format: z.literal(1),
  release: z.string(),
  coordinator: z.string(),
  forwardAfter: z.number().int().min(0),
  participants: z.array(z.looseObject({ target: z.string(), plan: z.looseObject({}) })).min(1),
  hash: z.string(),
})
