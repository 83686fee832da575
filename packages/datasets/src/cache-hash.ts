// What tells that the tensors of a prepared clip are those that were written: a hash of each, which its file carries.
import { createHash } from 'node:crypto';
import type { HostTensor } from '@dg-sct/checkpoint';

const PREFIX = 'sha256 ';

/** Where a file's metadata has the hash of a tensor. */
export const hashKey = (name: string): string => `${PREFIX}${name}`;

/** The tensors whose hashes a file's metadata has. */
export const hashedNames = (metadata: Readonly<Record<string, string>>): string[] =>
  Object.keys(metadata).flatMap((key) => (key.startsWith(PREFIX) ? [key.slice(PREFIX.length)] : []));

/** SHA-256 of a tensor's clip, name, type, shape and values; hexadecimal. */
export const hashTensor = (id: string, name: string, { dtype, shape, data }: HostTensor): string =>
  createHash('sha256')
    .update(JSON.stringify([id, name, dtype, shape]))
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');
