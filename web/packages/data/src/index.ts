/**
 * `@outrider/data`: the phone app's only way to data, and the only network code of both apps.
 * Phone: `openData(env?, { app: 'rep' })`. Console: `openRemote(env?, { app: 'console' })` from `@outrider/data/remote`
 * (it brings no local database). Vue composables: `@outrider/data/vue`.
 */
export { openData } from './open.ts'
export { browserEnvironment } from './environment.browser.ts'
export { LocalFault, Problem, Unreachable } from './errors.ts'
export type { ProblemBody } from './errors.ts'
export type { Environment } from './environment.ts'
export type * from './types.ts'
export type * from './records.ts'
export type * from './records.day.ts'
export type * from './commands.ts'
export type * from './remote/types.ts'
