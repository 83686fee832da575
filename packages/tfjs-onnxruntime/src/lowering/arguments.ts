// Typed access to a kernel's inputs and attributes.
import { TraceError } from '../errors.ts';
import type { Value } from '../value.ts';
import type { KernelAttributes, KernelCall } from './types.ts';

export function input(call: KernelCall, name: string): Value {
  const value = call.inputs[name];
  if (value === undefined) {
    throw new TraceError('UNSUPPORTED_ARGUMENT', `the kernel was called without its input "${name}"`);
  }
  return value;
}

/** Inputs of kernels that take a list. */
export function inputList(call: KernelCall): Value[] {
  return Object.values(call.inputs);
}

export function numberAttribute(attributes: KernelAttributes, name: string, otherwise?: number): number {
  const value = attributes[name] ?? otherwise;
  if (typeof value !== 'number') {
    throw new TraceError('UNSUPPORTED_ARGUMENT', `the kernel attribute "${name}" must be a number`);
  }
  return value;
}

export function numbersAttribute(attributes: KernelAttributes, name: string): number[] {
  const value = attributes[name];
  if (typeof value === 'number') return [value];
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return value;
  throw new TraceError('UNSUPPORTED_ARGUMENT', `the kernel attribute "${name}" must be a list of numbers`);
}

export function flag(attributes: KernelAttributes, name: string): boolean {
  return attributes[name] === true;
}

/** Axes to reduce, non-negative and sorted; all of them where the attribute is absent. */
export function axesAttribute(attributes: KernelAttributes, name: string, rank: number): number[] {
  const given = attributes[name];
  const axes =
    given === undefined || given === null
      ? Array.from({ length: rank }, (_, i) => i)
      : numbersAttribute(attributes, name);
  return axes.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
}

export function size(value: Value, axis: number): number {
  return value.shape[axis] ?? 1;
}
