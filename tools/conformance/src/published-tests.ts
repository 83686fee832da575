// Finds the test files inside the installed tfjs-core and registers their specs
// with jasmine. tfjs-core describes a suite once for each backend environment;
// what it describes without one does not depend on a backend and is left out.
import { readdirSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

interface TestEnvironments {
  setTestEnvs(
    environments: readonly { name: string; backendName: string; isDataSync: boolean; flags: object }[],
  ): void;
}

/** What the names of a backend's suites contain. */
export function environmentMark(backend: string): string {
  return ` ${backend} {}`;
}

/** Registers all published specs for one backend. Jasmine's globals must be in place. */
export async function registerSpecs(backend: string, isDataSync: boolean): Promise<void> {
  register('./hooks.js', import.meta.url);
  // tfjs-core's helper asks for a jasmine of its own, only to set a time limit on it.
  Object.assign(globalThis, {
    require: (id: string): unknown => (id.startsWith('jasmine-core/') ? { core: () => ({}) } : require(id)),
  });
  const folder = dirname(require.resolve('@tensorflow/tfjs-core'));
  const load = (file: string): Promise<unknown> => import(pathToFileURL(join(folder, file)).href);
  const { setTestEnvs } = (await load('jasmine_util.js')) as TestEnvironments;
  setTestEnvs([{ name: backend, backendName: backend, isDataSync, flags: {} }]);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('_test.js')).sort()) await load(file);
  // The helper asked for endless stack traces, which cost time and help nobody here.
  Error.stackTraceLimit = 10;
}
