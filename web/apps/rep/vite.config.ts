/** The phone app's build: Vant's used parts only, and a service worker that keeps the shell for offline days. */
import { VantResolver } from '@vant/auto-import-resolver'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { defineConfig, mergeConfig, type Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { appConfig } from '../../vite.shared.ts'
import { manifest } from './pwa.manifest.ts'

/**
 * Asks the browser to compile the first script whole while it reads it, beside the main thread, instead of function by
 * function on it. Browsers that do not know this first line see a comment.
 */
function compiledWhole(): Plugin {
  return {
    name: 'compiled-whole',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const part of Object.values(bundle))
          if (part.type === 'chunk' && part.isEntry) part.code = `//# allFunctionsCalledOnLoad\n${part.code}`
      },
    },
  }
}

export default defineConfig(
  mergeConfig(appConfig('rep', 5173), {
    build: {
      rolldownOptions: {
        output: {
          // One file for all that the first screen runs: each further one costs a cheap phone a round through the
          // service worker.
          codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] },
        },
      },
    },
    plugins: [
      vue(),
      compiledWhole(),
      // No style import: Vant's own lists pull in an icon font from a foreign host; main.ts takes the few files it needs.
      Components({ dirs: [], dts: false, resolvers: [VantResolver({ importStyle: false })] }),
      VitePWA({
        registerType: 'prompt',
        injectRegister: false,
        manifest,
        includeAssets: ['icon.svg'],
        workbox: {
          globPatterns: ['**/*.{js,css,html,svg,png,webmanifest}'],
          navigateFallback: '/rep/index.html',
          navigateFallbackAllowlist: [/^\/rep\//],
          cleanupOutdatedCaches: true,
          clientsClaim: true,
          // Never skip waiting by itself: a new version starts when the person says so (the queue survives either way).
          skipWaiting: false,
          runtimeCaching: [],
        },
      }),
    ],
  }),
)
