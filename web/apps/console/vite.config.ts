/**
 * The desktop console's build. Element Plus's parts are imported where they are used (typed, and only
 * those reach the bundle; their styles are listed in src/element.ts); heavy pages load when opened.
 */
import vue from '@vitejs/plugin-vue'
import { defineConfig, mergeConfig } from 'vite'
import { appConfig } from '../../vite.shared.ts'

export default defineConfig(mergeConfig(appConfig('console', 5174), { plugins: [vue()] }))
