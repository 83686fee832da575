// Finds and loads TensorFlow's own backend. No package here depends on it, since its install script downloads libraries.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import { reasonOf, UsageError } from '../errors.ts';

export interface TfjsNode {
  readonly name: string;
  /** The module that registers the backend. */
  readonly path: string;
}

/** CUDA first. */
const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];

export const TFJS_NODE_REMEDY =
  'npm install @tensorflow/tfjs-node, or where its libraries cannot be downloaded build it with tools/tfjs-node-from-wheel';

/** What is installed for the current folder or for this program; both look into the folders of `NODE_PATH`, too. */
export function findTfjsNode(): TfjsNode | undefined {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    for (const name of PACKAGES) {
      try {
        return { name, path: createRequire(from).resolve(name) };
      } catch {
        // Not there; the next place.
      }
    }
  }
  return undefined;
}

/** @throws {UsageError} where it is missing, too old for this Node, or without what its install script brings. */
export function loadTfjsNode(): void {
  const found = findTfjsNode();
  if (found === undefined) {
    throw new UsageError(`the backend tensorflow is not installed; ${TFJS_NODE_REMEDY}`);
  }
  if (!('isNullOrUndefined' in util)) {
    throw new UsageError(
      `${found.name} calls util.isNullOrUndefined, which Node ${process.versions.node} no longer has; use Node 22 or older, or another --backend`,
    );
  }
  // TensorFlow speaks of its build on standard error; warnings stay.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
  try {
    createRequire(found.path)(found.path);
  } catch (error) {
    const [reason] = reasonOf(error).split(/ ?\.(?: |$)/);
    throw new UsageError(`${found.name} is there but does not load (${reason}); ${TFJS_NODE_REMEDY}`);
  }
}
