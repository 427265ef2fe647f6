/** Types generated from the server's OpenAPI document (`npm run schema`); nothing here is written by hand. */
export type { components, operations, paths } from './schema'
