/**
 * What the three Vite builds share: where they live, where they build to, how their scripts are cut.
 *
 * The apps run under `script-src 'self'`: nothing here may inline a script (module preload polyfill included),
 * and small assets stay files, because `data:` is not a source that the pages allow for fonts.
 */
import { fileURLToPath } from 'node:url'
import type { UserConfig } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))

/** Dexie as its authors write it; what the package names first is rewritten for browsers of ten years ago. */
export const alias = [{ find: /^dexie$/, replacement: `${root}node_modules/dexie/dist/modern/dexie.mjs` }]

/** The settings of one app, served below /NAME/ and built into web/dist/NAME. */
export function appConfig(name: 'rep' | 'console' | 'demo', port: number): UserConfig {
  return {
    root: `${root}apps/${name}`,
    base: `/${name}/`,
    resolve: { alias },
    cacheDir: `${root}node_modules/.vite/${name}`,
    define: {
      // Element Plus still has option-style parts; the phone's parts are all `setup`.
      __VUE_OPTIONS_API__: name === 'rep' ? 'false' : 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    build: {
      outDir: `${root}dist/${name}`,
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      sourcemap: false,
    },
    server: {
      port,
      strictPort: true,
      host: '127.0.0.1',
      proxy: { '/api': { target: process.env.OUTRIDER_API ?? 'http://127.0.0.1:8000', changeOrigin: false } },
    },
  }
}
