// Lets Node load the test files that tfjs-core publishes: ES modules without the
// suffix or the package type by which Node would know them. Runs in the loader's thread.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';

const PUBLISHED = /\/@tensorflow\/tfjs-core\/dist\/(?!.*\.node\.js$)/;

/** Adds the `.js` or `/index.js` that the imports leave out. */
export const resolve: ResolveHook = (specifier, context, next) => {
  const parent = context.parentURL ?? '';
  if (!specifier.startsWith('.') || !PUBLISHED.test(parent)) return next(specifier, context);
  const base = new URL(specifier, parent).href;
  const found = [base, `${base}.js`, `${base}/index.js`].find(
    (url) => url.endsWith('.js') && existsSync(fileURLToPath(url)),
  );
  return next(found ?? specifier, context);
};

/** Reads the files as ES modules; what they import whole from CommonJS packages is the default export in Node. */
export const load: LoadHook = async (url, context, next) => {
  if (!PUBLISHED.test(url)) return next(url, context);
  const published = await readFile(fileURLToPath(url), 'utf8');
  const source = published.replaceAll(/^import \* as (\w+) from '(?!\.)/gm, "import $1 from '");
  return { format: 'module', source, shortCircuit: true };
};
