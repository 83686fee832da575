// What the command is asked for.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FromWheelError } from './errors.ts';
import type { InstallRequest } from './install.ts';

const USAGE = 'usage: tfjs-node-from-wheel WHEEL|SITE_PACKAGES FOLDER [--gpu]';

/** @throws {FromWheelError} `USAGE`. */
export function readArguments(argv: readonly string[]): InstallRequest {
  const { positionals, values } = parse(argv);
  const [tensorflow, folder, ...rest] = positionals;
  if (tensorflow === undefined || folder === undefined || rest.length > 0) {
    throw new FromWheelError(
      'USAGE',
      `a wheel of TensorFlow (or the site-packages folder it is installed in) and the folder to install into are needed; ${USAGE}`,
    );
  }
  return { tensorflow, folder: resolve(folder), gpu: values.gpu };
}

function parse(argv: readonly string[]) {
  try {
    const options = { gpu: { type: 'boolean', default: false } } as const;
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    const [problem] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new FromWheelError('USAGE', `${problem}; ${USAGE}`, { cause: error });
  }
}
