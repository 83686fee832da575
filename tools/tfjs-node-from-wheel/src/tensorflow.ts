// What is needed of TensorFlow: two libraries and the headers of its C interface. They lie inside its pip packages,
// installed or as the wheel that pip downloads.
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FromWheelError } from './errors.ts';

export interface TensorFlow {
  /** Folder of the libraries. */
  readonly libraries: string;
  /** Folder of the headers, to be searched for `tensorflow/c/c_api.h`. */
  readonly include: string;
}

export const LIBRARIES: readonly string[] = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const HEADER = join('tensorflow', 'c', 'eager', 'c_api.h');

const REMEDY = 'get it by pip download --no-deps tensorflow_cpu==2.21.0';

/**
 * Whether the path is a wheel; otherwise it is a folder.
 * @throws {FromWheelError} where it is neither.
 */
export function isWheel(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return false;
  if (found?.isFile() && path.endsWith('.whl')) return true;
  const problem = found === undefined ? `there is no "${path}"` : `"${path}" is neither a folder nor a wheel`;
  throw new FromWheelError(
    'NO_TENSORFLOW',
    `${problem}; name a wheel of TensorFlow or the site-packages folder that it is installed in (${REMEDY})`,
  );
}

/** In `site-packages`, or in its folder `tensorflow`. */
export function installedTensorFlow(folder: string): TensorFlow {
  const places = [join(resolve(folder), 'tensorflow'), resolve(folder)];
  const libraries = places.find((place) => LIBRARIES.every((name) => existsSync(join(place, name))));
  if (libraries === undefined) {
    throw new FromWheelError(
      'NO_TENSORFLOW',
      `"${folder}" holds no tensorflow/${LIBRARIES.join(' and no ')}; name the site-packages folder in which pip installed tensorflow_cpu 2.21`,
    );
  }
  return withHeaders({ libraries, include: join(libraries, 'include') }, folder);
}

/** @throws {FromWheelError} where the headers are missing. */
export function withHeaders(tensorflow: TensorFlow, source: string): TensorFlow {
  if (existsSync(join(tensorflow.include, HEADER))) return tensorflow;
  throw new FromWheelError(
    'NO_TENSORFLOW',
    `the headers of TensorFlow (include/${HEADER}) are missing in "${source}"; take an untouched tensorflow_cpu 2.21`,
  );
}
