// Takes libraries and headers out of a wheel, which is a zip file. The other 15,000 files stay in it.
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { FromWheelError } from './errors.ts';
import { LIBRARIES, type TensorFlow, withHeaders } from './tensorflow.ts';

/** How wheels and Node name processors. */
const PROCESSORS: Readonly<Record<string, string>> = { x86_64: 'x64', aarch64: 'arm64' };
/** The C interface, and what it includes: headers right below folders of these names. */
const HEADERS = /^tensorflow\/include\/(.*\/(?:c|eager|platform)\/[^/]+\.h)$/;

/** Refuses a wheel whose name says that it is for other machines. */
export function checkMachine(wheel: string): void {
  const [, system = '', processor = ''] =
    /(linux|macosx|win)\w*?_(x86_64|aarch64|arm64|amd64)\.whl$/.exec(wheel) ?? [];
  if (system === 'linux' && PROCESSORS[processor] === process.arch) return;
  throw new FromWheelError(
    'BAD_WHEEL',
    `${basename(wheel)} is not for Linux on ${process.arch}, going by its name; take the wheel that pip downloads on this machine`,
  );
}

/**
 * Writes the libraries below `into/lib`, the headers below `into/include`.
 * @throws {FromWheelError} where they are not in it, or it cannot be read.
 */
export async function unpackWheel(wheel: string, into: string): Promise<TensorFlow> {
  const found = new Set<string>();
  try {
    const zip = await openPromise(wheel);
    for await (const entry of zip.eachEntry()) {
      const path = destinationOf(entry.fileName);
      if (path === undefined) continue;
      found.add(path);
      await mkdir(dirname(join(into, path)), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(join(into, path)));
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FromWheelError(
      'BAD_WHEEL',
      `"${wheel}" cannot be unpacked (${reason}); make sure that it is complete, and that there is 1 GB of room`,
      { cause: error },
    );
  }
  const lost = LIBRARIES.filter((name) => !found.has(join('lib', name)));
  if (lost.length > 0) {
    throw new FromWheelError(
      'BAD_WHEEL',
      `${basename(wheel)} holds no ${lost.join(' and no ')}; take the wheel of tensorflow_cpu 2.21`,
    );
  }
  return withHeaders({ libraries: join(into, 'lib'), include: join(into, 'include') }, wheel);
}

function destinationOf(name: string): string | undefined {
  const library = LIBRARIES.find((file) => name === `tensorflow/${file}`);
  if (library !== undefined) return join('lib', library);
  const header = HEADERS.exec(name)?.[1];
  return header === undefined ? undefined : join('include', header);
}
