// A process that prepares one clip after another. Decoders are native code: what kills them kills this process, and
// nothing else.
import { reasonOf } from '../errors.ts';
import type { PreparedOutcome, PrepareRequest } from './protocol.ts';
import { readMaterial } from './readers.ts';

process.on('message', async (request: PrepareRequest) => {
  process.send?.(await prepare(request));
});
// A terminal's Ctrl-C reaches this process as well; when to end is the program's business, which closes the channel.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit());

async function prepare({ material, input }: PrepareRequest): Promise<PreparedOutcome> {
  try {
    return { tensors: await readMaterial(material, input) };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}
