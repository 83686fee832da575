// Along which sizes `bench scale` measures the tiny network's training step. Data only.
import os from 'node:os';
import { AVE_TINY, type AveSizes } from '../network/sizes.ts';

export interface ScalePoint {
  /** What the exponent is of. */
  readonly size: number;
  readonly sizes: AveSizes;
  /** Steps in a measurement; 1 where it is the time of a step that counts. */
  readonly steps?: number;
  readonly threads?: number;
}

export interface ScaleAxis {
  readonly name: string;
  readonly about: string;
  readonly points: readonly ScalePoint[];
}

export function scaleAxes(): readonly ScaleAxis[] {
  return [
    axis(
      'clips',
      'clips of a training with one clip a step, the whole training',
      [8, 16, 32, 64],
      (size) => ({
        sizes: AVE_TINY,
        steps: size,
      }),
    ),
    axis('batch', 'clips in a step', [1, 2, 4, 8], (clips) => ({ sizes: { ...AVE_TINY, clips } })),
    axis('resolution', 'edge of frames and of folded spectrograms in pixels', [32, 64, 128, 256], (edge) => ({
      sizes: {
        ...AVE_TINY,
        visual: { ...AVE_TINY.visual, edge },
        audio: { ...AVE_TINY.audio, edge },
      },
    })),
    axis('depth', 'blocks of each encoder', [4, 8, 16], (blocks) => {
      const depths = [blocks / 4, blocks / 4, blocks / 2];
      return {
        sizes: {
          ...AVE_TINY,
          visual: { ...AVE_TINY.visual, depths },
          audio: { ...AVE_TINY.audio, depths },
        },
      };
    }),
    axis('threads', 'threads of ONNX Runtime', powersUpTo(os.availableParallelism()), (threads) => ({
      sizes: AVE_TINY,
      threads,
    })),
  ];
}

function axis(
  name: string,
  about: string,
  sizes: readonly number[],
  pointOf: (size: number) => Omit<ScalePoint, 'size'>,
): ScaleAxis {
  return { name, about, points: sizes.map((size) => ({ size, ...pointOf(size) })) };
}

function powersUpTo(most: number): number[] {
  const powers: number[] = [];
  for (let power = 1; power <= most; power *= 2) powers.push(power);
  return powers;
}
