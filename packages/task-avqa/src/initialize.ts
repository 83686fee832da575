// Stage 2 begins where stage 1 ended (spec: task-avqa section 6.6): the seven
// linear layers of grounding, and nothing else of its checkpoint.
import type { HostArray } from '@dg-sct/task';
import { AvqaError } from './errors.ts';
import type { AvqaHead } from './head.ts';

const GROUNDING = /^(fc_a1|fc_a2|fc_gl|fc[1-4])\.(weight|bias)$/;
/** Copies that stage 2 keeps without using them. */
const PURE = /^(fc_a[12])_pure\./;

/**
 * Sets the head's grounding layers from the tensors of a stage 1 checkpoint, whose names may carry the prefix
 * `module.`. Throws `BAD_INPUT`, before anything is set, where one is missing or has another shape.
 */
export function initializeFromGrounding(head: AvqaHead, tensors: ReadonlyMap<string, HostArray>): void {
  const found = [...head.namedParameters()].flatMap(([name, parameter]) => {
    const source = name.replace(PURE, '$1.');
    if (!GROUNDING.test(source)) return [];
    const tensor = tensors.get(source) ?? tensors.get(`module.${source}`);
    if (tensor?.shape.join() === parameter.shape.join()) return [{ parameter, tensor }];
    const given = tensor === undefined ? 'no such tensor' : `shape [${tensor.shape}]`;
    throw new AvqaError(
      'BAD_INPUT',
      `the grounding checkpoint has ${given} for ${source}, which needs shape [${parameter.shape}]; pass the tensors of a stage 1 network with the same encoders`,
    );
  });
  for (const { parameter, tensor } of found) parameter.set(tensor.data.slice());
}
