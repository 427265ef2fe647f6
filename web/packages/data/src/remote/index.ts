/** `@outrider/data/remote`: the console's entry. No local database comes with it. */
export { openRemote } from './open.ts'
export { browserEnvironment } from '../environment.browser.ts'
export { Problem, Unreachable } from '../errors.ts'
export type { ProblemBody } from '../errors.ts'
export type * from './types.ts'
