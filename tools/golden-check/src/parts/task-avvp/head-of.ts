// The head that a config describes, with nothing dropped, and its tensors by the reference's names.
import { type GoldenFile, text } from '@dg-sct/goldens';
import type { Losses } from '@dg-sct/task';
import { AvvpHead, type AvvpHeadOptions, type AvvpOutputs } from '@dg-sct/task-avvp';
import * as tf from '@tensorflow/tfjs';
import { type Config, numberIn, numberOr, textIn } from '../../run/config.ts';
import type { Tensors } from '../../run/evaluate.ts';

type HeadSizes = Omit<AvvpHeadOptions, 'visualDim' | 'audioDim'>;

export function headSizesOf(config: Config, classes: number, segments: number): HeadSizes {
  return {
    classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
    segments,
    dim: numberIn(config, 'dim'),
    audioDepth: numberIn(config, 'depth_aud'),
    visualDepth: numberIn(config, 'depth_vis'),
    crossDepth: numberIn(config, 'depth_av'),
    heads: numberOr(config, 'num_heads', 8),
    unimodalAssign: assignmentIn(config, 'unimodal_assign'),
    crossmodalAssign: assignmentIn(config, 'crossmodal_assign'),
    dropPath: 0,
    temporal: { dropout: 0 },
  };
}

function assignmentIn(config: Config, key: string): 'soft' | 'hard' {
  const value = textIn(config, key);
  if (value === 'soft' || value === 'hard') return value;
  throw new RangeError(`config's ${key} is "${value}"; it should be soft or hard`);
}

/** Shape of an input; of one that stands for several steps, each step's. */
export function shapeOf(file: GoldenFile, name: string): number[] {
  const input = file.inputs.find((candidate) => candidate.name.endsWith(name));
  const shape = input?.raw.shape;
  if (Array.isArray(shape)) return shape.map(Number);
  throw new RangeError(`the entry has no input "${name}" with a shape`);
}

/** A head for pooled features, sized by the entry's inputs. */
export function headOf(
  file: GoldenFile,
  classes: number,
  noise: NonNullable<AvvpHeadOptions['noise']>,
): AvvpHead {
  const [, segments = 0, audioDim = 0] = shapeOf(file, 'f_a');
  const [, , visualDim = 0] = shapeOf(file, 'f_v');
  const [, , motionDim = 0] = shapeOf(file, 'visual_st');
  return new AvvpHead({
    ...headSizesOf(file.config, classes, segments),
    audioDim,
    visualDim,
    motionDim,
    noise,
  });
}

/** Segments of all clips one after the other: `[B, T, D]` to `[B*T, D]`. */
export const bySegment = (x: tf.Tensor): tf.Tensor => x.reshape([-1, x.shape[2] ?? 1]);

/** The outputs by the reference's names. */
export function namedOutputs(head: AvvpHead, outputs: AvvpOutputs): Tensors {
  const { audioTokens, visualTokens } = head.classTokens();
  return {
    'out.aud_cls_prob': audioTokens,
    'out.vis_cls_prob': visualTokens,
    'out.global_prob': outputs.clip,
    'out.a_prob': outputs.audio,
    'out.v_prob': outputs.visual,
    'out.a_frame_prob': outputs.audioSegments,
    'out.v_frame_prob': outputs.visualSegments,
  };
}

/** The terms under `prefix`, and their sum. */
export function namedLosses(losses: Losses, prefix: string): Tensors {
  const terms = Object.entries(losses).map(([term, value]) => [`${prefix}loss_${term}`, value] as const);
  return { ...Object.fromEntries(terms), [`${prefix}loss`]: tf.addN(Object.values(losses)) };
}

/** The labels that an entry's notes describe, where the gradients are those of the loss. */
export const notesOf = ({ raw }: GoldenFile): string => text(raw.notes ?? '', 'notes');
