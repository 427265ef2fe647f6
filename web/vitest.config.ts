/** One vitest run for the whole workspace: a test sits beside what it tests. DOM tests ask for jsdom by a docblock. */
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { alias } from './vite.shared.ts'

export default defineConfig({
  plugins: [vue()],
  resolve: { alias },
  test: {
    environment: 'node',
    include: ['{apps,packages,modules}/**/*.test.ts'],
    testTimeout: 60_000,
  },
})
