// Runs that leave their results in the caller's arrays and nowhere else. onnxruntime-node also copies each result to a new
// array, which takes longer than many a computation and leaves garbage as large as all state. It converts results in the
// model's order when all are computed and written; one that it can't convert, placed before the others, ends that.
import type * as ort from 'onnxruntime-node';
import { ProtobufWriter } from '../onnx/protobuf.ts';

const STOP = 'no copies';
const REFUSAL = 'Non tensor type';
const FLOAT = 1;

/** A model of nothing but an empty list as its result. What follows it in the bytes, protobuf merges into it. */
const STOPPING = new ProtobufWriter()
  .message(7, (graph) =>
    graph
      .message(1, (node) => node.text(2, STOP).text(4, 'SequenceEmpty'))
      .message(12, (output) =>
        output
          .text(1, STOP)
          .message(2, (type) =>
            type.message(4, (sequence) =>
              sequence.message(1, (element) => element.message(1, (tensor) => tensor.integer(1, FLOAT))),
            ),
          ),
      ),
  )
  .finish();

/** The model, ready for `runInto`. */
export function stopping(model: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(STOPPING.length + model.length);
  bytes.set(STOPPING);
  bytes.set(model, STOPPING.length);
  return bytes;
}

/** Computes `results`, by name, of a session whose model went through `stopping`. */
export async function runInto(
  session: ort.InferenceSession,
  feeds: Readonly<Record<string, ort.Tensor>>,
  results: Readonly<Record<string, ort.Tensor>>,
): Promise<void> {
  try {
    await session.run(feeds, { [STOP]: null, ...results });
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith(REFUSAL))) throw error;
  }
}
