/** The phone app's build: Vant's used parts only, and a service worker that keeps the shell for offline days. */
import { VantResolver } from '@vant/auto-import-resolver'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { defineConfig, mergeConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { appConfig } from '../../vite.shared.ts'
import { manifest } from './pwa.manifest.ts'

export default defineConfig(
  mergeConfig(appConfig('rep', 5173), {
    plugins: [
      vue(),
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
