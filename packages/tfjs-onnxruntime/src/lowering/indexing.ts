// Kernels that read or write elements at places that a tensor names.
import * as tf from '@tensorflow/tfjs';
import { broadcast, cast, emit, reshape, scalar } from '../emit.ts';
import { type ElementType, sizeOf, type Value } from '../value.ts';
import { flag, input, numberAttribute, numbersAttribute, size } from './arguments.ts';
import {
  both,
  broadcastShape,
  choose,
  equal,
  filled,
  floats,
  gathered,
  greaterOrEqual,
  integers,
  less,
  reduce,
  scatterAdded,
  transposed,
} from './compose.ts';
import { entry, tfjs } from './entry.ts';
import type { KernelCall, KernelEntry } from './types.ts';

/** Fails where indices that are known while tracing lie outside `[0, length)`; others are ONNX Runtime's to check. */
function checkKnown(kernel: string, indices: Value, length: number): void {
  for (const index of indices.data ?? []) {
    tf.util.assert(
      index >= 0 && index < length,
      () => `${kernel}: the index value ${index} is not in [0, ${length - 1}]`,
    );
  }
}

const infoOf = (value: Value): tf.Tensor =>
  ({
    shape: [...value.shape],
    rank: value.shape.length,
    dtype: value.dtype,
    size: sizeOf(value.shape),
  }) as tf.Tensor;

function gather(call: KernelCall): Value {
  const x = input(call, 'x');
  const indices = cast(input(call, 'indices'), 'int32');
  const [axis = 0] = tf.util.parseAxisParam(numberAttribute(call.attributes, 'axis', 0), [...x.shape]);
  checkKnown('GatherV2', indices, size(x, axis));
  const batchDims = numberAttribute(call.attributes, 'batchDims', 0);
  if (batchDims === 0) return gathered(x, indices, axis);
  const info = tf.backend_util.segment_util.collectGatherOpShapeInfo(
    infoOf(x),
    infoOf(indices),
    axis,
    batchDims,
  );
  // One long table for all batches; each batch's indices point to its own part.
  const { batchSize, outerSize, dimSize, sliceSize, outputShape } = info;
  const perBatch = sizeOf(indices.shape) / batchSize;
  const rows = reshape(transposed(reshape(x, [batchSize, outerSize, dimSize, sliceSize]), [0, 2, 1, 3]), [
    batchSize * dimSize,
    outerSize * sliceSize,
  ]);
  const offsets = integers(
    Array.from({ length: batchSize }, (_, i) => i * dimSize),
    [batchSize, 1],
  );
  const places = emit('Add', [reshape(indices, [batchSize, perBatch]), offsets], 'int32', [
    batchSize,
    perBatch,
  ]);
  const found = reshape(gathered(rows, places, 0), [batchSize, perBatch, outerSize, sliceSize]);
  return reshape(transposed(found, [0, 2, 1, 3]), outputShape);
}

function gatherNd(call: KernelCall): Value {
  const params = input(call, 'params');
  const indices = input(call, 'indices');
  const [shape] = tf.backend_util.prepareAndValidate(infoOf(params), infoOf(indices));
  const depth = size(indices, indices.shape.length - 1);
  const known = indices.data;
  for (let axis = 0; axis < depth && known !== undefined; axis++) {
    const column = Array.from(known as Int32Array).filter((_, i) => i % depth === axis);
    checkKnown('GatherNd', integers(column, [column.length]), size(params, axis));
  }
  return emit('GatherND', [params, cast(indices, 'int64')], params.dtype, shape);
}

/** `base` with `updates` put, or added, at `indices`; a single update goes to every place. */
function scattered(base: Value, indices: Value, updates: Value, reduction: 'none' | 'add'): Value {
  tf.backend_util.calculateShapes(infoOf(updates), infoOf(indices), [...base.shape]);
  const columns = indices.shape.length < 2 ? [sizeOf(indices.shape), 1] : indices.shape;
  const depth = columns[columns.length - 1] ?? 1;
  const shape = [...columns.slice(0, -1), ...base.shape.slice(depth)];
  const spread = updates.shape.length === 0 ? broadcast(updates, shape) : reshape(updates, shape);
  const places = cast(reshape(indices, columns), 'int64');
  return emit('ScatterND', [base, places, spread], base.dtype, base.shape, { reduction });
}

function scatterNd(call: KernelCall): Value {
  const updates = input(call, 'updates');
  const zeros = filled(numbersAttribute(call.attributes, 'shape'), 0, updates.dtype);
  return scattered(zeros, input(call, 'indices'), updates, 'add');
}

function tensorScatterUpdate(call: KernelCall): Value {
  return scattered(input(call, 'tensor'), input(call, 'indices'), input(call, 'updates'), 'none');
}

function sparseToDense(call: KernelCall): Value {
  const values = input(call, 'sparseValues');
  const shape = numbersAttribute(call.attributes, 'outputShape');
  const fill = cast(reshape(input(call, 'defaultValue'), []), values.dtype);
  return scattered(broadcast(fill, shape), input(call, 'sparseIndices'), values, 'none');
}

/** Rows of `x` added up by segment id: the gradient of a gather. Negative ids are left out. */
function unsortedSegmentSum(call: KernelCall): Value {
  const x = input(call, 'x');
  const ids = input(call, 'segmentIds');
  const segments = numberAttribute(call.attributes, 'numSegments');
  const count = sizeOf(ids.shape);
  const shape = [segments, ...x.shape.slice(ids.shape.length)];
  const known = ids.data !== undefined && (ids.data as Int32Array).every((id) => id >= 0 && id < segments);
  const flat = reshape(ids, [count, 1]);
  const rows = reshape(x, [count, ...shape.slice(1)]);
  if (known) return scattered(filled(shape, 0, x.dtype), flat, rows, 'add');
  // A row behind the last takes what belongs nowhere.
  const inside = both(greaterOrEqual(flat, scalar(0, 'int32')), less(flat, scalar(segments, 'int32')));
  const places = choose(inside, flat, scalar(segments, 'int32'));
  const longer = scattered(filled([segments + 1, ...shape.slice(1)], 0, x.dtype), places, rows, 'add');
  return firstRows(longer, segments);
}

function firstRows(x: Value, count: number): Value {
  return gathered(
    x,
    integers(
      Array.from({ length: count }, (_, i) => i),
      [count],
    ),
    0,
  );
}

function oneHot(call: KernelCall): Value {
  const indices = cast(input(call, 'indices'), 'int32');
  const depth = numberAttribute(call.attributes, 'depth');
  const dtype = (call.attributes.dtype ?? 'int32') as ElementType;
  const classes = integers(
    Array.from({ length: depth }, (_, i) => i),
    [depth],
  );
  const hit = equal(reshape(indices, [...indices.shape, 1]), classes);
  const on = scalar(numberAttribute(call.attributes, 'onValue', 1), dtype);
  return choose(hit, on, scalar(numberAttribute(call.attributes, 'offValue', 0), dtype));
}

/** Counts, or sums of weights, for each row and value below `bins`. */
function counted(x: Value, weights: Value, bins: number, binary: boolean): Value {
  const [rows = 1, columns = 1] = x.shape;
  checkKnown('Bincount', x, Number.POSITIVE_INFINITY);
  const values = cast(x, 'int32');
  const inside = less(values, scalar(bins, 'int32'));
  const offsets = integers(
    Array.from({ length: rows }, (_, i) => i * (bins + 1)),
    [rows, 1],
  );
  const bin = choose(inside, values, scalar(bins, 'int32'));
  const places = emit('Add', [bin, offsets], 'int32', x.shape);
  const amounts = sizeOf(weights.shape) > 0 && !binary ? weights : filled([rows, columns], 1, weights.dtype);
  const sums = reshape(scatterAdded(rows * (bins + 1), places, amounts), [rows, bins + 1]);
  const table = gathered(
    sums,
    integers(
      Array.from({ length: bins }, (_, i) => i),
      [bins],
    ),
    1,
  );
  return binary ? emit('Min', [table, scalar(1, table.dtype)], table.dtype, table.shape) : table;
}

function bincount(call: KernelCall): Value {
  const x = input(call, 'x');
  const bins = numberAttribute(call.attributes, 'size');
  return reshape(counted(reshape(x, [1, sizeOf(x.shape)]), input(call, 'weights'), bins, false), [bins]);
}

function denseBincount(call: KernelCall): Value {
  const x = input(call, 'x');
  const bins = numberAttribute(call.attributes, 'size');
  const binary = flag(call.attributes, 'binaryOutput');
  const weights = input(call, 'weights');
  if (x.shape.length === 2) return counted(x, weights, bins, binary);
  return reshape(counted(reshape(x, [1, sizeOf(x.shape)]), weights, bins, false), [bins]);
}

/** For each value the number of elements of its sorted row that come before it. */
function searchSorted(call: KernelCall): Value {
  const sorted = input(call, 'sortedSequence');
  const values = input(call, 'values');
  const [rows = 1, length = 1] = sorted.shape;
  const row = reshape(sorted, [rows, 1, length]);
  const each = reshape(values, [...values.shape, 1]);
  const op = call.attributes.side === 'left' ? 'Less' : 'LessOrEqual';
  const before = emit(op, [row, each], 'bool', broadcastShape(row.shape, each.shape));
  return reduce('ReduceSum', cast(before, 'int32'), [2], false);
}

/** A matrix with `x` on its diagonal, in the shape of `x` twice. */
function diagonal(call: KernelCall): Value {
  const x = input(call, 'x');
  const count = sizeOf(x.shape);
  const identity = floats(
    Array.from({ length: count * count }, (_, i) => (i % (count + 1) === 0 ? 1 : 0)),
    [count, count],
  );
  const matrix =
    x.dtype === 'bool'
      ? both(reshape(x, [1, count]), cast(identity, 'bool'))
      : choose(cast(identity, 'bool'), reshape(x, [1, count]), scalar(0, x.dtype));
  return reshape(matrix, [...x.shape, ...x.shape]);
}

const first = entry('none', 'first');

export const INDEXING: Readonly<Record<string, KernelEntry>> = {
  Bincount: { lower: bincount, gradient: 'none', result: 'second' },
  DenseBincount: { lower: denseBincount, gradient: 'none', result: 'second' },
  Diag: first(diagonal),
  GatherNd: first(gatherNd),
  GatherV2: tfjs(gather),
  OneHot: { lower: oneHot, gradient: 'tfjs', result: 'attribute' },
  ScatterNd: { lower: scatterNd, gradient: 'none', result: 'second' },
  SearchSorted: { lower: searchSorted, gradient: 'none', result: 'int32' },
  SparseToDense: { lower: sparseToDense, gradient: 'none', result: 'second' },
  TensorScatterUpdate: first(tensorScatterUpdate),
  UnsortedSegmentSum: tfjs(unsortedSegmentSum),
};
