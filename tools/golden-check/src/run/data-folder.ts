// Where the annotation files of a published data set lie, which are not distributed with the goldens.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MissingDataError } from '../part.ts';

const BESIDE_REPOSITORY = fileURLToPath(new URL('../../../../../shared/data', import.meta.url));

/**
 * The folder that holds `file`: named by the environment variable, or `data/<name>` beside the goldens, or
 * `shared/data/<name>` beside this repository; undefined where none of them does.
 */
export const findDataFolder = (
  goldens: string,
  variable: string,
  name: string,
  file: string,
): string | undefined => candidates(goldens, variable, name).find((place) => existsSync(join(place, file)));

/** As `findDataFolder`, but throws `MissingDataError`, which says where it was looked for. */
export function dataFolder(goldens: string, variable: string, name: string, file: string): string {
  const found = findDataFolder(goldens, variable, name, file);
  if (found !== undefined) return found;
  const places = candidates(goldens, variable, name).join(' or ');
  throw new MissingDataError(`needs ${file}, which is not in ${places}; set ${variable}`);
}

function candidates(goldens: string, variable: string, name: string): string[] {
  const places = [process.env[variable], resolve(goldens, '../../data', name), join(BESIDE_REPOSITORY, name)];
  return places.filter((place) => place !== undefined);
}
