// Versions of installed packages.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Those that this package does not depend on itself are found through the one that does. */
const THROUGH: Readonly<Record<string, string>> = {
  'node-av': '@dg-sct/media',
  'onnxruntime-node': '@dg-sct/tfjs-onnxruntime',
};

/** `unknown` where the package can't be found. */
export function versionOf(name: string): string {
  const start = THROUGH[name];
  const here = createRequire(import.meta.url);
  try {
    const require = start === undefined ? here : createRequire(here.resolve(start));
    return manifestAbove(dirname(require.resolve(name)), name) ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

/** The version in the nearest package.json of that name. */
function manifestAbove(folder: string, name: string): string | undefined {
  const parent = dirname(folder);
  if (parent === folder) return undefined;
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
    if (manifest.name === name) return manifest.version;
  } catch {
    // None here.
  }
  return manifestAbove(parent, name);
}
