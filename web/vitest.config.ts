/** One vitest run for the whole workspace: a test sits beside what it tests. DOM tests ask for jsdom by a docblock. */
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  test: {
    environment: 'node',
    include: ['{apps,packages,modules}/**/*.test.ts'],
    testTimeout: 20_000,
  },
})
