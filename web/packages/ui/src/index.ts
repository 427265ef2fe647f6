/** The shared look and language: theme, formats, languages. Styles are imported by path from ./styles. */
export { deviceName } from './deviceName'
export * from './format'
export * from './i18n'
export * from './theme'
export { company, useFormat } from './useFormat'
