// Files of Swin V2 models that timm and transformers wrote, and how this package's model answers with their weights.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bestNaming, openCheckpoint, readSafetensors, type Shapes, toFloat32 } from '@dg-sct/checkpoint';
import { EVAL } from '@dg-sct/nn';
import { loadModule } from '@dg-sct/training';
import * as tf from '@tensorflow/tfjs';
import { SWIN_V2_NAMES, type SwinV2, swinV2, swinV2SizesOf } from '../src/index.ts';

/** Files of both libraries at one small size; written by libraries.py. */
export const FIXTURES = fileURLToPath(new URL('./fixtures', import.meta.url));
export const SCRIPT = fileURLToPath(new URL('./libraries.py', import.meta.url));

/** The libraries' windows have this edge and their images are eight windows' patches wide. */
const SIZES = { imageSize: 32, windowSize: 4 };

/** The model that a file's shapes belong to, and how its names were read. */
export function recognize(found: Shapes) {
  return bestNaming(SWIN_V2_NAMES, found, (shapes) => {
    const sizes = swinV2SizesOf(shapes);
    if (sizes === undefined) return undefined;
    const model = swinV2({ ...SIZES, ...sizes });
    return { shapes: shapesOf(model), sizes, model };
  });
}

const shapesOf = (model: SwinV2): Map<string, readonly number[]> =>
  new Map([...model.namedParameters()].map(([name, { shape }]) => [name, shape]));

/** Largest distance between the library's features and logits and ours, with the weights of `file`. */
export async function worstDifference(folder: string, file: string, library: string): Promise<number> {
  const path = join(folder, file);
  const checkpoint = await openCheckpoint(path);
  const model = recognize(checkpoint.entries)?.wanted.model;
  await checkpoint.close();
  if (model === undefined) throw new Error(`${file} was not recognized`);
  await loadModule(path, model, { names: SWIN_V2_NAMES });
  model.initialize(1); // masks, which not every file holds
  const { tensors } = await readSafetensors(join(folder, 'outputs.safetensors'));
  const stored = (name: string): tf.Tensor => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new Error(`the outputs hold no ${name}`);
    return tf.tensor(toFloat32(tensor), [...tensor.shape]);
  };
  const features = model.forwardFeatures(stored('image').transpose([0, 2, 3, 1]), EVAL);
  const logits = model.classify(model.pool(features));
  const differences = [features.sub(stored(`${library}.features`)), logits.sub(stored(`${library}.logits`))];
  return Math.max(...differences.map((difference) => difference.abs().max().dataSync()[0] ?? Number.NaN));
}
