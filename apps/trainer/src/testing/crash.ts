// Decoders that crash, for tests: in every process that is started while `use` runs, a message that speaks of `name`
// ends the process as a decoder's own mistake would.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from './ave-folder.ts';

export async function whereDecodersCrash<T>(name: string, use: () => Promise<T>): Promise<T> {
  const program = join(temporaryFolder(), 'crash.mjs');
  writeFileSync(
    program,
    `const { emit } = process;
     process.emit = function (event, message, ...more) {
       if (event === 'message' && JSON.stringify(message).includes(${JSON.stringify(name)})) process.abort();
       return emit.call(this, event, message, ...more);
     };`,
  );
  const before = process.env.NODE_OPTIONS ?? '';
  process.env.NODE_OPTIONS = `${before} --import ${pathToFileURL(program)}`;
  try {
    return await use();
  } finally {
    process.env.NODE_OPTIONS = before;
  }
}
