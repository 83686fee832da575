// What the tool meets, in a few bytes: a wheel, an installed TensorFlow, the npm package, and a compiler.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import util from 'node:util';
import { afterEach } from 'vitest';
import { zipOf } from './zip.ts';

/** Whether tfjs-node can be built and run here at all. */
export const SUPPORTED = process.platform === 'linux' && 'isNullOrUndefined' in util;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'from wheel '));
  folders.push(folder);
  return folder;
}

/** Members of a wheel that the tool needs. */
export const NEEDED: Readonly<Record<string, string>> = {
  'tensorflow/libtensorflow_cc.so.2': 'the large library',
  'tensorflow/libtensorflow_framework.so.2': 'the small library',
  'tensorflow/include/tensorflow/c/c_api.h': '// C',
  'tensorflow/include/tensorflow/c/eager/c_api.h': '// eager C',
  'tensorflow/include/tsl/platform/ctstring.h': '// strings',
};

export const without = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(NEEDED).filter(([member]) => member !== name));

const PROCESSOR = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const WHEEL = `tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_${PROCESSOR}.whl`;

function write(path: string, content: string | Buffer): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

export const writeWheel = (members: Readonly<Record<string, string>> = NEEDED, name = WHEEL): string =>
  write(join(temporaryFolder(), name), zipOf(members));

/** A `site-packages` folder. */
export function writeSitePackages(members: Readonly<Record<string, string>> = NEEDED): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(members)) write(join(folder, name), content);
  return folder;
}

/** A folder with an npm package that says by its addon's text which TensorFlow it computes with. */
export function writePackage(): { readonly folder: string; readonly packageFolder: string } {
  const folder = temporaryFolder();
  const packageFolder = join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
  for (const name of ['tfjs_backend.cc', 'tfjs_binding.cc']) {
    write(join(packageFolder, 'binding', name), '// C++');
  }
  write(
    join(packageFolder, 'index.js'),
    `const TF_Version = require('node:fs').readFileSync(__dirname + '/lib/napi-v8/tfjs_binding.node', 'utf8');
    exports.matMul = () => ({ dataSync: () => [7, 10, 15, 22] });
    exports.backend = () => ({ binding: { TF_Version } });`,
  );
  return { folder, packageFolder };
}

/** A compiler that runs `body` with its arguments in `process.argv`, and `output` after `-o`. */
export function writeCompiler(body: string): string {
  const path = write(
    join(temporaryFolder(), 'c++'),
    `#!${process.execPath}
const argv = process.argv.slice(2);
if (argv[0] === '--version') process.exit(0);
const output = argv[argv.indexOf('-o') + 1];
${body}`,
  );
  chmodSync(path, 0o755);
  return path;
}
