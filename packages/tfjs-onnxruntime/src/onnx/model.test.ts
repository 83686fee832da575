// What a session's model says about shapes, and that it computes the same without them.
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { broadcast, emit, int64s, reshape } from '../emit.ts';
import type { Value } from '../value.ts';
import { buildModel } from './model.ts';

const FIRST = [0, 1, 2, 3, 4, 5];

/** Results whose shapes follow from constants, by each operation of which that is true. */
function graph() {
  const x: Value = { dtype: 'float32', shape: [2, 3] };
  const turned = reshape(emit('Neg', [x], 'float32', [2, 3]), [3, 2, 1]);
  const spread = broadcast(turned, [3, 2, 2]);
  const tiled = emit('Tile', [spread, int64s([1, 1, 2])], 'float32', [3, 2, 4]);
  const zeros = emit('ConstantOfShape', [int64s([3, 2, 4])], 'float32', [3, 2, 4]);
  return { x, outputs: [emit('Add', [tiled, zeros], 'float32', [3, 2, 4]), reshape(x, [6])] };
}

async function openAndRun(shapes: boolean) {
  const { x, outputs } = graph();
  const { bytes } = buildModel(outputs, new Map([[x, 'x']]), shapes);
  const session = await InferenceSession.create(bytes, {
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 3,
  });
  const results = await session.run({ x: new Tensor('float32', FIRST, [2, 3]) });
  const { inputNames, inputMetadata, outputMetadata } = session;
  const shapesOf = (metadata: typeof inputMetadata) =>
    metadata.map((port) => (port.isTensor ? port.shape : undefined));
  const values = session.outputNames.map((name) => ({
    dims: results[name]?.dims,
    data: results[name]?.data,
  }));
  await session.release();
  return { inputNames, inputs: shapesOf(inputMetadata), outputs: shapesOf(outputMetadata), values };
}

describe('buildModel', () => {
  it('tells shapes of inputs, or of outputs alone, and computes the same', async () => {
    const [known, unknown] = [await openAndRun(true), await openAndRun(false)];
    expect(known).toMatchObject({ inputNames: ['x'], inputs: [[2, 3]], outputs: [[3, 2, 4], [6]] });
    expect(unknown).toMatchObject({ inputNames: ['x'], inputs: [[]], outputs: [[3, 2, 4], [6]] });
    expect(unknown.values).toEqual(known.values);
    const [first] = known.values;
    expect(Array.from(first?.data ?? [], Number).slice(0, 8)).toEqual([0, 0, 0, 0, -1, -1, -1, -1]);
  });
});
