// MediaReader by a process of its own, for programs that must outlive a decoder. Decoders are native code, which a file
// can crash: here that is an error like any other. The calls wait for their answers, as those of other readers do.
import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { MediaError } from './errors.ts';
import type { Answer, BridgeSettings, Call } from './isolated-protocol.ts';
import type { Frames, MediaInfo, MediaReader, MediaReaderName } from './reader.ts';

/** The built files: right from `src/` under a test runner and from `dist/` alike. */
const BRIDGE = new URL('../dist/isolated-bridge.js', import.meta.url);
const CHILD = new URL('../dist/isolated-child.js', import.meta.url);

export interface IsolatedReader extends MediaReader {
  /** Ends the process. */
  close(): Promise<void>;
}

/**
 * The reader that `openMediaReader` gives, in another process: a file that crashes it is refused, and the next call gets
 * a new process. It costs a copy of what is read.
 * @throws {MediaError} MEDIA_NO_DECODER; its methods also throw MEDIA_DECODER_DIED.
 */
export async function openIsolatedReader(
  prefer?: MediaReaderName,
  program: URL = CHILD,
): Promise<IsolatedReader> {
  const ready = new Int32Array(new SharedArrayBuffer(4));
  const settings: BridgeSettings = { program: fileURLToPath(program), ready };
  const worker = new Worker(BRIDGE, { workerData: settings });
  worker.unref();
  const { port1: port, port2 } = new MessageChannel();
  worker.postMessage(port2, [port2]);
  port.unref();
  const ask = (call: Call, path?: string): unknown => {
    Atomics.store(ready, 0, 0);
    port.postMessage(call);
    Atomics.wait(ready, 0, 0);
    return contentOf(receiveMessageOnPort(port)?.message as Answer, path);
  };
  const close = async (): Promise<void> => {
    port.close();
    await worker.terminate();
  };
  try {
    return {
      name: ask({ method: 'open', args: [prefer] }) as MediaReaderName,
      probe: (...args) => ask({ method: 'probe', args }, args[0]) as MediaInfo,
      readFrames: (...args) => ask({ method: 'readFrames', args }, args[0]) as Frames,
      readAudio: (...args) => ask({ method: 'readAudio', args }, args[0]) as Float32Array,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function contentOf(answer: Answer, path: string | undefined): unknown {
  if ('value' in answer) return answer.value;
  if ('refused' in answer) {
    const { code, message, ...details } = answer.refused;
    throw new MediaError(code, message, details);
  }
  const file = path === undefined ? 'it was started' : `it read "${path}"`;
  throw new MediaError(
    'MEDIA_DECODER_DIED',
    `The decoder's process ${answer.failed} while ${file}; the file may be damaged: take another one, or write it again with another program.`,
    path === undefined ? {} : { path },
  );
}
