// The machine that figures belong to: processor, cores, memory, load, and what runs on it.
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { versionOf } from './version.ts';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Processes that ran or waited in the last minute before the bench; 0 where the system does not count. */
  readonly load: number;
}

export function describeMachine(): Machine {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    versions: {
      node: process.versions.node,
      'onnxruntime-node': versionOf('onnxruntime-node'),
      '@tensorflow/tfjs': versionOf('@tensorflow/tfjs'),
    },
    load: os.loadavg()[0] ?? 0,
  };
}

/** Load from which on somebody else is at work. */
const BUSY = 0.5;

/** One sentence each; the last warns where the machine was not idle. */
export function machineLines(machine: Machine): string[] {
  const { cpu, cores, memoryBytes, system, versions, load } = machine;
  const gib = (memoryBytes / 2 ** 30).toFixed(0);
  const listed = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const lines = [`${cpu}, ${cores} cores, ${gib} GiB of memory, ${system}.`, `${listed.join(', ')}.`];
  return load > BUSY
    ? [
        ...lines,
        `Other programs were at work when it began (load ${load.toFixed(1)}): times are not to be quoted.`,
      ]
    : lines;
}

/** Memory that a new process can get. */
export function availableBytes(): number {
  try {
    const [, kilobytes] = /^MemAvailable:\s*(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8')) ?? [];
    if (kilobytes !== undefined) return 1024 * Number(kilobytes);
  } catch {
    // Not Linux.
  }
  return os.freemem();
}
