import type { Files } from '../project.ts'

/** Applied before every case. */
export const ground: Files = {
  'V1__one.json': '{ "insert": "t", "documents": [{ "_id": 1, "email": "canary@example.org" }, { "_id": "two" }] }\n',
  'V2__two.json': '{ "insert": "t", "documents": [{ "_id": 3, "email": "canary@example.org" }] }\n',
}

/** Pending in every case, so that a command which goes on by mistake is seen. */
export const pending: Files = { 'V3__three.json': '{ "insert": "t", "documents": [{ "_id": 4 }] }\n' }

/** Where cases happen. */
export interface Ground {
  /** Of the migrated database, as a user who may do everything. */
  readonly url: string
  /** A server without a replica set. */
  readonly standalone: string
  /** A secondary of another set, at this moment: elections are held unasked, too. */
  secondary(): Promise<string>
  /** Makes a user with these roles, and answers the URL with it. */
  user(name: string, roles: readonly (string | { readonly role: string; readonly db: string })[]): Promise<string>
}

/** One way to be wrong. */
export interface BadCase {
  readonly id: string
  /** Answers the URL to use, where it is another one. */
  readonly url?: (ground: Ground) => string | Promise<string>
  /** Files beside or instead of those of the ground. */
  readonly files?: Files
  readonly code: string
  readonly exit: number
  /** What went wrong and where, and the way out. */
  readonly says: readonly RegExp[]
  /** The journal gets the record of a run that failed; nothing else may change. */
  readonly recordsFailure?: true
}

const withParameter = (url: string, parameter: string): string => `${url}&${parameter}`
const strict = { collMod: 't', validator: { $jsonSchema: { required: ['email'] } } }
const unique = { createIndexes: 't', indexes: [{ key: { email: 1 }, name: 'email', unique: true }] }

/** Everything that people get wrong with MongoDB, each with its own answer. */
export const badCases: readonly BadCase[] = [
  {
    id: 'unreachable server',
    url: ({ url }) => withParameter(url.replace(/@[^/]+/, '@127.0.0.1:1'), 'serverSelectionTimeoutMS=1000'),
    code: 'SW-CONNECT',
    exit: 11,
    says: [/127\.0\.0\.1:1\b/, /nothing listens there/, /Nothing was changed/, /slipway doctor/],
  },
  {
    id: 'wrong password',
    url: ({ url }) => url.replace(/(\/\/[^:]+):[^@]+@/, '$1:wrong@'),
    code: 'SW-CONNECT-AUTH',
    exit: 11,
    says: [/Authentication failed/, /Nothing was changed/, /authSource/],
  },
  {
    id: 'another replica set',
    url: ({ url }) => withParameter(url.replace('replicaSet=rs0', 'replicaSet=other'), 'serverSelectionTimeoutMS=5000'),
    code: 'SW-CONNECT',
    exit: 11,
    says: [/no primary was found/, /Nothing was changed/, /replicaSet/],
  },
  {
    id: 'no database in the url',
    url: ({ url }) => url.replace(/(@[^/]+\/)[^?]+/, '$1'),
    code: 'SW-CONFIG',
    exit: 64,
    says: [/names no database/, /database: "shop"/],
  },
  {
    id: 'a standalone where documents are changed',
    url: ({ standalone }) => standalone,
    code: 'SW-HAZARD',
    exit: 3,
    says: [/SW-UNKNOWABLE/, /V1__one\.json:1/, /Nothing was changed/, /\/\/ slipway:allow/],
  },
  {
    id: 'a secondary',
    url: ({ secondary }) => secondary(),
    code: 'SW-NOT-PRIMARY',
    exit: 11,
    says: [/is a secondary/, /Nothing was changed/, /replicaSet/],
  },
  {
    id: 'a user without any role',
    url: ({ user }) => user('nobody', []),
    code: 'SW-PERMISSION',
    exit: 5,
    says: [/not authorized on slipway/, /Nothing was changed/, /grantRolesToUser/],
  },
  {
    id: 'a user that only reads',
    url: ({ user }) => user('reader', ['read', { role: 'read', db: 'slipway' }]),
    code: 'SW-PERMISSION',
    exit: 5,
    says: [/not authorized on slipway/, /Nothing was changed/, /readWrite/],
  },
  {
    id: 'a user that may not write the collection',
    url: ({ user }) => user('guest', ['read', { role: 'readWrite', db: 'slipway' }]),
    code: 'SW-PERMISSION',
    exit: 5,
    says: [/V3__three\.json:1/, /not authorized on \S+ to execute command insert/, /Nothing of V3 is left behind/],
    recordsFailure: true,
  },
  {
    id: 'invalid Extended JSON',
    files: { 'V3__three.json': '{ "insert": "t",\n  "documents": [{ "_id": { "$oid": "123" } }] }\n' },
    code: 'SW-SYNTAX',
    exit: 64,
    says: [/V3__three\.json:2:\d+/, /\$oid/, /24 hexadecimal/, /Nothing was changed/],
  },
  {
    id: 'JSON that ends too early',
    files: { 'V3__three.json': '{ "insert": "t",\n  "documents": [{ "_id": 4 }\n' },
    code: 'SW-SYNTAX',
    exit: 64,
    says: [/V3__three\.json:3:1/, /Nothing was changed/],
  },
  {
    id: 'a validator that documents break',
    files: { 'V3__three.json': `${JSON.stringify(strict)}\n` },
    code: 'SW-HAZARD',
    exit: 3,
    says: [/SW-MONGO-VIOLATORS/, /1 document of t breaks the validator/, /_id "two"/, /Nothing was changed/],
  },
  {
    id: 'a unique index over duplicates',
    files: { 'V3__three.json': `${JSON.stringify(unique)}\n` },
    code: 'SW-STATEMENT-FAILED',
    exit: 5,
    says: [/V3__three\.json:1/, /unique index email/, /Nothing of V3 is left behind/],
    recordsFailure: true,
  },
]
