// A process that decodes for another one, so that a decoder's crash ends this process and nothing else.
import { MediaError, reasonOf } from './errors.ts';
import type { Answer, Call } from './isolated-protocol.ts';
import { openMediaReader } from './open.ts';
import type { MediaReader } from './reader.ts';

let reader: MediaReader | undefined;

process.on('message', async (call: Call) => {
  process.send?.(await answer(call));
});
// A terminal's Ctrl-C reaches this process as well; when to end is the program's business, which closes the channel.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit());

async function answer(call: Call): Promise<Answer> {
  try {
    reader ??= await openMediaReader(call.method === 'open' ? call.args[0] : undefined);
    return { value: run(reader, call) };
  } catch (error) {
    if (!(error instanceof MediaError)) return { failed: `failed (${reasonOf(error)})` };
    const { code, message, path } = error;
    return { refused: { code, message, ...(path === undefined ? {} : { path }) } };
  }
}

function run(reader: MediaReader, call: Call): unknown {
  switch (call.method) {
    case 'open':
      return reader.name;
    case 'probe':
      return reader.probe(...call.args);
    case 'readFrames':
      return reader.readFrames(...call.args);
    case 'readAudio':
      return reader.readAudio(...call.args);
  }
}
