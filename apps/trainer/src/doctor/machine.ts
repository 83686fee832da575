// The computer and its Node.
import { availableParallelism, cpus, totalmem } from 'node:os';
import { type Check, missing, present } from './check.ts';

export interface Machine {
  readonly node: string;
  /** Such as `linux-x64`. */
  readonly platform: string;
  readonly cpu: string;
  /** That this process may use. */
  readonly cores: number;
  /** GiB that this process may use. */
  readonly memory: number;
}

const LEAST_NODE = [20, 19] as const;
const GIB = 2 ** 30;

export function machine(): Machine {
  const limit = process.constrainedMemory();
  const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return {
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: Math.round((10 * bytes) / GIB) / 10,
  };
}

export function checkNode({ node }: Machine): Check {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return present('Node', node, true);
  return missing('Node', node, `install Node ${LEAST_NODE.join('.')} or newer`, true);
}
