// What explain() tells about a function's graph.
import type { ElementType } from '../value.ts';

export interface KindOfNode {
  /** The ONNX operation. */
  readonly op: string;
  readonly nodes: number;
  readonly flops: number;
  /** Read and written. */
  readonly bytes: number;
}

export interface LargeTensor {
  readonly kind: 'argument' | 'variable' | 'constant' | 'result';
  /** Of an argument where it lies among the inputs, of a variable its name, of a result the operation. */
  readonly name: string;
  /** Module path, of a result that was traced in one. */
  readonly scope: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly bytes: number;
}

/** Bytes in use at once. */
export interface MemoryEstimate {
  readonly arguments: number;
  /** What they hold and, of those that `fn` assigns, as much again for what it computes, unless that is written in place. */
  readonly variables: number;
  readonly constants: number;
  /** Results of operations, where most of them are needed at once; and after which operation that is. */
  readonly results: number;
  readonly resultsPeakAt: string;
  /** All of these together. */
  readonly peak: number;
}

export interface Explanation {
  readonly name: string;
  readonly nodes: number;
  /** The most expensive first. */
  readonly kinds: readonly KindOfNode[];
  readonly flops: number;
  readonly bytes: number;
  readonly memory: MemoryEstimate;
  /** The ten that take most memory. */
  readonly largest: readonly LargeTensor[];
  /** All of this as a table to read. */
  toString(): string;
}

/** An explanation without its text. */
export type Facts = Omit<Explanation, 'toString'>;
