/** The demo page: one static page that holds both apps in frames. */
import { defineConfig, mergeConfig } from 'vite'
import { appConfig } from '../../vite.shared.ts'

export default defineConfig(mergeConfig(appConfig('demo', 5175), {}))
