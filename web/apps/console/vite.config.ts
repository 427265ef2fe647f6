/** The desktop console's build: Element Plus's used parts only; heavy pages load when they are opened. */
import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import Components from 'unplugin-vue-components/vite'
import { defineConfig, mergeConfig } from 'vite'
import { appConfig } from '../../vite.shared.ts'

export default defineConfig(
  mergeConfig(appConfig('console', 5174), {
    plugins: [
      vue(),
      // `include`: packages/entity and the modules use Element Plus tags too.
      Components({ dirs: [], dts: false, resolvers: [ElementPlusResolver()], include: [/\.vue$/, /\.vue\?vue/] }),
    ],
  }),
)
