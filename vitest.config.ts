import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two at once: a test that trains uses every core anyway.
    maxWorkers: 2,
    // Against hangs alone: a machine that is slow or busy fails no test.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
