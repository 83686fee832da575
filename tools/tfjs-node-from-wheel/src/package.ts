// The npm package tfjs-node in a folder: installed without its scripts, which would download what is built here.
import { existsSync, realpathSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { complaint, run } from './command.ts';
import { FromWheelError } from './errors.ts';

/** The last there is. */
const VERSION = '4.22.0';

export const packageName = (gpu: boolean): string => `@tensorflow/tfjs-node${gpu ? '-gpu' : ''}`;

/** The package's own folder; npm puts it there if it is missing. */
export async function preparePackage(folder: string, name: string): Promise<string> {
  const place = join(folder, 'node_modules', name);
  if (!existsSync(place)) await install(folder, name);
  if (!existsSync(join(place, 'binding'))) {
    throw new FromWheelError(
      'NO_PACKAGE',
      `${place} has no folder binding with the sources of the addon; install ${name} ${VERSION} there`,
    );
  }
  return realpathSync(place);
}

async function install(folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Without the prefix npm would choose the nearest folder above that is a package.
  const argv = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
  const finished = await run('npm', [...argv, `${name}@${VERSION}`], { cwd: folder });
  if (finished?.exitCode === 0) return;
  const reason = finished === undefined ? 'there is no npm' : complaint(finished);
  throw new FromWheelError(
    'NO_PACKAGE',
    `npm does not install ${name} in "${folder}" (${reason}); install it there with --ignore-scripts and try again`,
  );
}

/** Multiplies two matrices with the package, and gives TensorFlow's version. */
export async function tryPackage(folder: string, name: string): Promise<string> {
  const program = `
    const tf = require(${JSON.stringify(name)});
    const square = tf.matMul([[1, 2], [3, 4]], [[1, 2], [3, 4]]).dataSync();
    if (String(square) !== '7,10,15,22') throw new Error('it computes wrongly: ' + square);
    console.log(tf.backend().binding.TF_Version);
  `;
  const finished = await run(process.execPath, ['-e', program], {
    cwd: folder,
    env: { TF_CPP_MIN_LOG_LEVEL: '1' },
  });
  const version = finished?.stdout.trim().split('\n').at(-1) ?? '';
  if (finished?.exitCode === 0) return version;
  const reason = finished === undefined ? 'node does not start' : complaint(finished);
  throw new FromWheelError(
    'NOT_LOADED',
    `${name} was built in "${folder}" but does not compute (${reason}); this tool was made for tensorflow_cpu 2.21`,
  );
}
