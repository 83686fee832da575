// The most memory that this process ever held.
import { readFileSync } from 'node:fs';

/** Bytes. Linux carries the starting process's peak over into `maxRSS`, so its own count is taken there. */
export function peakBytes(): number {
  return 1024 * (highWaterMark() ?? process.resourceUsage().maxRSS);
}

function highWaterMark(): number | undefined {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes);
  } catch {
    return undefined;
  }
}
