// The command `tfjs-node-from-wheel`.
import { join } from 'node:path';
import { readArguments } from './arguments.ts';
import { installTfjsNode } from './install.ts';

try {
  const request = readArguments(process.argv.slice(2));
  const onStep = (step: string): void => void process.stderr.write(`${step}\n`);
  const { name, version } = await installTfjsNode({ ...request, onStep });
  const modules = join(request.folder, 'node_modules');
  console.log(`${name} computes with TensorFlow ${version}.`);
  console.log(`Programs below ${request.folder} find it; others with NODE_PATH=${modules}`);
} catch (error) {
  // The operating system's errors have a code, too, such as that of a full disk.
  if (!(error instanceof Error && 'code' in error)) throw error;
  console.error(`tfjs-node-from-wheel: ${error.message}`);
  process.exitCode = error.code === 'USAGE' ? 2 : 1;
}
