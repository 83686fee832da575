// One configuration for every package: `vitest run --config ../../vitest.config.ts --root .`
// Packages resolve to their built output, as a user's install does.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // The package's own tests, and the one that tries the example of its README.
    include: ['src/**/*.test.ts', '*.test.ts', '../../tools/readme/readme.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // No test leaves graphs in the user's cache, or finds some there.
    env: { TFJS_ONNXRUNTIME_CACHE: 'off' },
    reporters: ['default', 'json'],
    outputFile: { json: '.reports/vitest.json' },
  },
});
