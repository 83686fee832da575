// The whole way: from TensorFlow's wheel to a tfjs-node that computes.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import util from 'node:util';
import { BINDING, compileBinding, findCompiler } from './binding.ts';
import { FromWheelError } from './errors.ts';
import { packageName, preparePackage, tryPackage } from './package.ts';
import { installedTensorFlow, isWheel } from './tensorflow.ts';
import { checkMachine, unpackWheel } from './wheel.ts';

export interface InstallRequest {
  /** A wheel of TensorFlow, or the `site-packages` folder that it is installed in. */
  readonly tensorflow: string;
  /** Folder below whose `node_modules` the package comes to lie; made if there is none. */
  readonly folder: string;
  /** For `@tensorflow/tfjs-node-gpu`; default false. */
  readonly gpu?: boolean;
  /** Called as each step begins, with words for a person. */
  readonly onStep?: (step: string) => void;
}

export interface Installed {
  /** The name of the package. */
  readonly name: string;
  /** Of TensorFlow. */
  readonly version: string;
}

/** Where the libraries of a wheel come to lie, and how the addon finds them. */
const LIBRARIES = join('deps', 'lib');
const FROM_BINDING = '$ORIGIN/../../deps/lib';

/**
 * Nothing in the package changes before everything is built.
 * @throws {FromWheelError} which says what is missing.
 */
export async function installTfjsNode(request: InstallRequest): Promise<Installed> {
  const { tensorflow, gpu = false, onStep } = request;
  checkPlatform();
  const wheel = isWheel(tensorflow);
  if (wheel) checkMachine(tensorflow);
  const installed = wheel ? undefined : installedTensorFlow(tensorflow);
  const compiler = await findCompiler();
  const name = packageName(gpu);
  const folder = resolve(request.folder);
  onStep?.(`looking for ${name} in ${folder}`);
  const packageFolder = await preparePackage(folder, name);

  const staging = join(packageFolder, '.from-wheel');
  // Of a run that was cut off.
  await rm(staging, { recursive: true, force: true });
  try {
    if (installed === undefined) onStep?.('unpacking the wheel');
    const source = installed ?? (await unpackWheel(tensorflow, join(staging, 'tensorflow')));
    onStep?.(`compiling with ${compiler}`);
    const runPath = installed?.libraries ?? FROM_BINDING;
    const output = join(staging, BINDING);
    await compileBinding({ compiler, packageFolder, tensorflow: source, runPath, output });
    if (installed === undefined) await replace(source.libraries, join(packageFolder, LIBRARIES));
    await replace(output, join(packageFolder, BINDING));
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  onStep?.('trying it');
  return { name, version: await tryPackage(folder, name) };
}

async function replace(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  if (existsSync(to)) await rm(to, { recursive: true });
  await rename(from, to);
}

function checkPlatform(): void {
  if (process.platform !== 'linux') {
    throw new FromWheelError(
      'UNSUPPORTED_MACHINE',
      `this builds for Linux, not for ${process.platform}; install @tensorflow/tfjs-node by npm`,
    );
  }
  if (!('isNullOrUndefined' in util)) {
    throw new FromWheelError(
      'UNSUPPORTED_MACHINE',
      `tfjs-node calls util.isNullOrUndefined, which Node ${process.versions.node} no longer has; use Node 22 or older`,
    );
  }
}
