// Where cached graphs lie unless somebody says otherwise: the environment's word, or the place that each
// system has for files that a user can delete.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Names a folder, or is `off`. */
const VARIABLE = 'TFJS_ONNXRUNTIME_CACHE';

/** Undefined where the environment switches the cache off. */
export function defaultFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
): string | undefined {
  const wanted = environment[VARIABLE];
  if (wanted === 'off') return undefined;
  return wanted || join(userCache(environment, platform), 'tfjs-onnxruntime');
}

function userCache(environment: Readonly<Record<string, string | undefined>>, platform: string): string {
  if (platform === 'win32') return environment.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return environment.XDG_CACHE_HOME || join(homedir(), '.cache');
}
