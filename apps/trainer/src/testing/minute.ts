// A network and a data set on which every command ends within seconds.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { temporaryFolder, writeAveFiles, writeTinyVideo } from './ave-folder.ts';

/** The config file. */
export const MINUTE = fileURLToPath(new URL('./minute.yaml', import.meta.url));

/** Its network and input, or those of another config file, as `--set` options for another preset. */
export function minuteSettings(file = MINUTE): string[] {
  const { input, visual, audio, model } = parse(readFileSync(file, 'utf8')) as Record<string, object>;
  const groups = Object.entries({ input, visual, audio, model });
  return groups.flatMap(([key, group]) => ['--set', `${key}=${JSON.stringify(group)}`]);
}

/** A new data set of one class: three clips to train on, one to select by, one to test. */
export function minuteData(): string {
  const dir = temporaryFolder();
  writeAveFiles(dir, { train: ['a', 'b', 'c'], val: ['d'], test: ['e'] });
  for (const id of ['a', 'b', 'c', 'd', 'e']) writeTinyVideo(join(dir, 'AVE', `${id}.mp4`));
  return dir;
}

/** `dgsct train` on it. */
export const trainArguments = (data: string, out: string, ...more: string[]): string[] => [
  'train',
  '--config',
  MINUTE,
  '--data',
  data,
  '--out',
  out,
  ...more,
];
