import type { MediaReader } from './reader.ts';
export function openFfmpegReader(): MediaReader | undefined {
  return undefined;
}
