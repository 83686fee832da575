// Where the annotation files of a published data set lie, which are not distributed with the goldens.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MissingDataError } from '../part.ts';

const BESIDE_REPOSITORY = fileURLToPath(new URL('../../../../../shared/data', import.meta.url));

/**
 * The folder that holds `file`: named by the environment variable, or `data/<name>` beside the goldens, or
 * `shared/data/<name>` beside this repository. Throws `MissingDataError`, which says where it was looked for.
 */
export function dataFolder(goldens: string, variable: string, name: string, file: string): string {
  const places = [process.env[variable], resolve(goldens, '../../data', name), join(BESIDE_REPOSITORY, name)];
  const candidates = places.filter((place) => place !== undefined);
  const found = candidates.find((place) => existsSync(join(place, file)));
  if (found !== undefined) return found;
  throw new MissingDataError(`needs ${file}, which is not in ${candidates.join(' or ')}; set ${variable}`);
}
