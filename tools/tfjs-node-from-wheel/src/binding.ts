// Compiles the two sources of tfjs-node's addon. They speak to TensorFlow through its C interface and to Node through
// Node-API, so neither's version matters much.
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { complaint, run } from './command.ts';
import { FromWheelError } from './errors.ts';
import { LIBRARIES, type TensorFlow } from './tensorflow.ts';

const require = createRequire(import.meta.url);

const SOURCES: readonly string[] = ['tfjs_backend.cc', 'tfjs_binding.cc'];
/** Those that Node publishes as a package of their own. */
const NODE_HEADERS = dirname(require.resolve('node-api-headers/include/node_api.h'));
/** The version of Node-API that tfjs-node is written for, and the place where it looks for its addon. */
const NODE_API = 8;
export const BINDING = join('lib', `napi-v${NODE_API}`, 'tfjs_binding.node');

/** The first C++ compiler that answers: `$CXX`, or one of the usual names. */
export async function findCompiler(): Promise<string> {
  const { CXX } = process.env;
  const names = CXX === undefined || CXX === '' ? ['c++', 'g++', 'clang++'] : [CXX];
  for (const name of names) {
    if ((await run(name, ['--version']))?.exitCode === 0) return name;
  }
  throw new FromWheelError(
    'NO_COMPILER',
    `there is no C++ compiler (looked for ${names.join(', ')}); install one (apt-get install g++), or name it in CXX`,
  );
}

export interface Binding {
  readonly compiler: string;
  /** Folder of the package tfjs-node. */
  readonly packageFolder: string;
  readonly tensorflow: TensorFlow;
  /** Where the addon looks for the libraries when it is loaded; `$ORIGIN` is its own folder. */
  readonly runPath: string;
  /** The addon. */
  readonly output: string;
}

/** @throws {FromWheelError} with the compiler's first complaint. */
export async function compileBinding(binding: Binding): Promise<void> {
  const { compiler, packageFolder, tensorflow, runPath, output } = binding;
  await mkdir(dirname(output), { recursive: true });
  const finished = await run(compiler, [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', `-DNAPI_VERSION=${NODE_API}`],
    ...[`-I${NODE_HEADERS}`, `-I${tensorflow.include}`],
    ...SOURCES.map((name) => join(packageFolder, 'binding', name)),
    ...LIBRARIES.map((name) => join(tensorflow.libraries, name)),
    `-Wl,-rpath,${runPath}`,
    ...['-o', output],
  ]);
  if (finished?.exitCode === 0) return;
  const reason = finished === undefined ? 'it does not start' : complaint(finished);
  throw new FromWheelError(
    'NOT_COMPILED',
    `${compiler} does not compile the addon of tfjs-node (${reason}); this tool was made for tensorflow_cpu 2.21`,
  );
}
