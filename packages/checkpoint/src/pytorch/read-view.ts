// Reads the elements of a view, in logical order, from a storage in a file. A contiguous view is one read. Of another,
// blocks are read that are small and dense, so that memory stays at the tensor itself and a little more. A view that
// overlaps itself is small, and is one block.
import { dtypeBytes, type TypedArray } from '../dtype.ts';
import type { FileReader } from '../file-reader.ts';
import type { TensorView } from './tensor-view.ts';

/** Most bytes of a storage that are read at once to pick elements from. */
const BLOCK_BYTES = 2 ** 22;
/** Elements further apart are read one by one; closer ones together with what lies between, as a disk does anyway. */
const GAP_BYTES = 2 ** 12;

interface Axis {
  readonly size: number;
  /** From one element to the next in the storage and in the result, counted in elements. */
  readonly from: number;
  readonly to: number;
}

/** Fills `target`, which has room for exactly the view, from the storage that begins at byte `start` of `file`. */
export async function readView(view: TensorView, target: TypedArray, file: FileReader, start: number) {
  if (target.length === 0) return;
  const size = dtypeBytes(view.dtype);
  const begin = start + view.begin;
  const axes = storageOrder(view);
  const spans = spansOf(axes);
  const elements = bitsOf(target, size);
  const blockBytes = view.overlaps ? view.end - view.begin : BLOCK_BYTES;

  /** Copies what the axes from `depth` on reach; `from` and `to` count elements. */
  async function copy(depth: number, from: number, to: number): Promise<void> {
    const axis = axes[depth];
    const inner = spans[depth + 1] ?? 1;
    if (axis === undefined || (axis.from === 1 && axis.to === 1 && depth === axes.length - 1)) {
      const bytes = (axis?.size ?? 1) * size;
      const part = new DataView(target.buffer, target.byteOffset + to * size, bytes);
      await file.fill(part, begin + from * size);
    } else if (view.overlaps || (isDense(axes, spans, depth, size) && inner * size <= blockBytes)) {
      const room = Math.floor(blockBytes / size) - inner;
      const step = Math.min(axis.size, 1 + (axis.from === 0 ? axis.size : Math.floor(room / axis.from)));
      for (let i = 0; i < axis.size; i += step) {
        const count = Math.min(step, axis.size - i);
        const span = (count - 1) * axis.from + inner;
        const block = await file.read(begin + (from + i * axis.from) * size, span * size);
        const part = [{ ...axis, size: count }, ...axes.slice(depth + 1)];
        pick(bitsOf(block, size), elements, part, 0, 0, to + i * axis.to);
      }
    } else {
      for (let i = 0; i < axis.size; i++) await copy(depth + 1, from + i * axis.from, to + i * axis.to);
    }
  }
  await copy(0, 0, 0);
}

/** Axes from the largest stride to the smallest, those of one element left out, neighbours joined where they are one. */
function storageOrder({ shape, strides }: TensorView): Axis[] {
  const axes: Axis[] = [];
  let to = 1;
  for (const [axis, size] of [...shape.entries()].reverse()) {
    if (size > 1) axes.push({ size, from: strides[axis] ?? 0, to });
    to *= size;
  }
  axes.sort((a, b) => b.from - a.from || b.to - a.to);
  const joined: Axis[] = [];
  for (const inner of axes) {
    const outer = joined.at(-1);
    if (outer && outer.from === inner.from * inner.size && outer.to === inner.to * inner.size) {
      joined[joined.length - 1] = { ...inner, size: outer.size * inner.size };
    } else {
      joined.push(inner);
    }
  }
  return joined;
}

/** Elements of the storage that the axes from each on reach over; the last entry is a single element. */
function spansOf(axes: readonly Axis[]): number[] {
  const spans = [1];
  for (const { size, from } of [...axes].reverse()) spans.unshift((spans[0] ?? 1) + (size - 1) * from);
  return spans;
}

/** Whether no gap between what the axes from `depth` on reach is larger than a block of a disk. */
const isDense = (axes: readonly Axis[], spans: readonly number[], depth: number, size: number): boolean =>
  axes.every((axis, i) => i < depth || (axis.from - (spans[i + 1] ?? 1)) * size <= GAP_BYTES);

/** Elements as bits, which copying never changes. */
interface Bits<T> {
  [index: number]: T;
}

function bitsOf({ buffer, byteOffset, byteLength }: ArrayBufferView, size: number): Bits<number | bigint> {
  switch (size) {
    case 1:
      return new Uint8Array(buffer, byteOffset, byteLength);
    case 2:
      return new Uint16Array(buffer, byteOffset, byteLength / 2);
    case 4:
      return new Uint32Array(buffer, byteOffset, byteLength / 4);
    default:
      return new BigUint64Array(buffer, byteOffset, byteLength / 8);
  }
}

function pick<T>(
  source: Bits<T>,
  target: Bits<T>,
  axes: readonly Axis[],
  depth: number,
  from: number,
  to: number,
) {
  const axis = axes[depth];
  if (axis === undefined) return;
  if (depth < axes.length - 1) {
    for (let i = 0; i < axis.size; i++) {
      pick(source, target, axes, depth + 1, from + i * axis.from, to + i * axis.to);
    }
  } else {
    for (let i = 0; i < axis.size; i++) target[to + i * axis.to] = source[from + i * axis.from] as T;
  }
}
