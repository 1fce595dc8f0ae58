export { makeOnce } from './bridging/make-once.ts'
export { ownStatement } from './bridging/own-statement.ts'
export { peerOf } from './bridging/peer-of.ts'
export { name, queryFor, type Name, type Query, type QueryTag } from './bridging/query.ts'
export { sessionLock } from './bridging/session-lock.ts'
export { commentError } from './comments/comment-error.ts'
export { didYouMean } from './comments/did-you-mean.ts'
export {
  fieldNames,
  readAllowance,
  readBackfillOptions,
  readComment,
  readGate,
  type CommentMark,
  type Directive,
  type DirectiveName,
  type Field,
  type FieldName,
} from './comments/directive.ts'
export { readHeader, type Header } from './comments/header.ts'
export { readGap, type GapMarks, type Place } from './comments/read-gap.ts'
export { scanComments, type CommentLine, type Gap } from './comments/scan-comments.ts'
export { few } from '../errors/few.ts'
export { loaderHint } from './loader-hint.ts'
export { decodeText } from './script/decode-text.ts'
export { linesOf, type Lines } from './script/lines-of.ts'
export { readHead, readScript, type ReadScript, type Script, type ScriptHooks } from './script/read-script.ts'
export { nextVersion, schemeOf, type Scheme } from './versions/next-version.ts'
export { compareVersions, nextFree, parseVersion, versionKey, type Version } from './versions/version.ts'
