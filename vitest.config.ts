// One configuration for every package: `vitest run --config ../../vitest.config.ts --root .`
// Packages resolve to their built output, as a user's install does.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // The package's own tests, and the one that tries the example of its README.
    include: ['src/**/*.test.ts', '*.test.ts', '../../tools/readme/readme.test.ts'],
    // Runs on damaged files take as long as they are told to (tools/fuzz).
    testTimeout: 60_000 + 1000 * Number(process.env.FUZZ_SECONDS ?? 0),
    hookTimeout: 60_000,
    maxWorkers: 2,
    // A worker imports tfjs once, and not for each file: half of the time of most packages. So a file chooses its backend, and puts back
    // what it changes.
    isolate: false,
    // Graphs are many small objects: fewer collections take a twentieth off the time of compiling them.
    execArgv: ['--max-semi-space-size=64'],
    // No test leaves graphs in the user's cache, or finds some there.
    // Files are tested side by side, one core to each.
    env: { TFJS_ONNXRUNTIME_CACHE: 'off', TFJS_ONNXRUNTIME_THREADS: '1' },
    reporters: ['default', 'json'],
    outputFile: { json: '.reports/vitest.json' },
  },
});
