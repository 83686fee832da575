// From a trace to the model that ONNX Runtime gets: cleaned and written, or read from the disk where an earlier
// process cleaned the same graph.

import type { Prepared } from './cache/entry.ts';
import { graphCache } from './cache/graph-cache.ts';
import { cacheKey, type Preparation } from './cache/key.ts';
import { clean } from './graph/clean.ts';
import { LARGE } from './graph/constants.ts';
import { dependencyOrder, leavesOf } from './graph/order.ts';
import { overwritable } from './graph/overwrite.ts';
import type { Nested } from './nested.ts';
import { buildModel } from './onnx/model.ts';
import { evaluate } from './runtime/evaluate.ts';
import type { Trace } from './trace.ts';
import { sizeOf, type Value } from './value.ts';

/** Graphs of fewer nodes are cleaned before a file is found. */
const WORTH_KEEPING = 200;

type Traced = Pick<Trace<Nested>, 'outputs' | 'feeds' | 'constants' | 'updated'>;

export async function prepare(traced: Traced, preparation: Preparation): Promise<Prepared> {
  const nodes = dependencyOrder(traced.outputs);
  const replaced = replacedLeaves(traced);
  if (nodes.length < WORTH_KEEPING || !graphCache.isOn) return build(traced, preparation, replaced);
  const key = cacheKey(traced, nodes, { ...preparation, replaced });
  const kept = await graphCache.read(key);
  if (kept !== undefined) return kept;
  const built = await build(traced, preparation, replaced);
  await graphCache.write(key, built);
  return built;
}

async function build(
  { outputs, feeds, constants }: Traced,
  { int8, shapes }: Preparation,
  replaced: ReadonlyMap<number, Value>,
): Promise<Prepared> {
  const cleaned = await clean(outputs, (leaf) => feeds.has(leaf), evaluate, { int8 });
  const leaves = leavesOf(dependencyOrder(cleaned), cleaned);
  // As an input a large one is read where it lies; as a constant ONNX Runtime copies it, and packs it for each product
  // that reads it.
  const fed = constants.flatMap(({ value }, index) =>
    leaves.has(value) && sizeOf(value.shape) >= LARGE ? [{ value, index }] : [],
  );
  const inputs = [...feeds.keys(), ...fed.map(({ value }) => value)];
  const names = new Map(inputs.map((leaf, index) => [leaf, `in${index}`]));
  return {
    model: buildModel(cleaned, names, shapes),
    fedConstants: fed.map(({ index }) => index),
    overwritable: overwritable(cleaned, replaced),
  };
}

/** By position of an output, the leaf through which the graph reads the variable that the output is the new value of. */
export function replacedLeaves({
  outputs,
  feeds,
  updated,
}: Pick<Traced, 'outputs' | 'feeds' | 'updated'>): Map<number, Value> {
  const leaves = new Map(
    [...feeds].flatMap(([leaf, source]) => ('variable' in source ? [[source.variable, leaf]] : [])),
  );
  const returned = outputs.length - updated.length;
  return new Map(
    updated.flatMap((variable, index) => {
      const leaf = leaves.get(variable);
      return leaf === undefined ? [] : [[returned + index, leaf]];
    }),
  );
}
