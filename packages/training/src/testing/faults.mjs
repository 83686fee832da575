// Faults of the file system, put into node:fs/promises: at the n-th call of an operation on a path, a failure or the
// end of the process. Plain JavaScript, so that a process which is to be killed runs it as it stands.
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** Installs one fault; gives the function that takes it out. */
export function inject({ operation, path, nth = 1, when = 'before', code }) {
  const original = { open: fs.open, rename: fs.rename, rm: fs.rm };
  let calls = 0;
  const isIt = (name, where) => name === operation && where.includes(path) && ++calls >= nth;
  const strike = () => {
    if (code === undefined) process.kill(process.pid, 'SIGKILL');
    throw Object.assign(new Error(`${code}: injected`), { code });
  };
  for (const name of ['rename', 'rm']) {
    fs[name] = async (from, ...rest) => {
      const hit = isIt(name, `${from} ${typeof rest[0] === 'string' ? rest[0] : ''}`);
      if (hit && when === 'before') strike();
      const result = await original[name](from, ...rest);
      if (hit) strike();
      return result;
    };
  }
  fs.open = async (where, ...rest) => {
    if (isIt('open', where)) strike();
    const handle = await original.open(where, ...rest);
    const write = handle.write.bind(handle);
    handle.write = async (bytes, ...more) => {
      if (isIt('write', where)) {
        await write(bytes.subarray(0, Math.ceil(bytes.length / 2)));
        strike();
      }
      return write(bytes, ...more);
    };
    return handle;
  };
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, original);
    syncBuiltinESMExports();
  };
}
