// What tells that the tensors of a prepared clip are those that were written: a hash that its file carries.
import { createHash } from 'node:crypto';
import type { HostTensor } from '@dg-sct/checkpoint';

/** SHA-256 of a clip's id and of its tensors' names, types, shapes and values, whatever their order; hexadecimal. */
export function hashClip(id: string, tensors: Iterable<readonly [string, HostTensor]>): string {
  const hash = createHash('sha256').update(JSON.stringify(id));
  for (const [name, { dtype, shape, data }] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(JSON.stringify([name, dtype, shape]));
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}
