// The parts that the checker knows. A part that is not here fails, whatever its folder holds.
import type { PartAdaptor } from './part.ts';
import { dgSctAttention } from './parts/dg-sct-attention/index.ts';
import { encoderHtsat } from './parts/encoder-htsat/index.ts';
import { encoderSwinV2 } from './parts/encoder-swin-v2/index.ts';
import { taskAve } from './parts/task-ave/index.ts';
import { taskAvqa } from './parts/task-avqa/index.ts';
import { taskAvs } from './parts/task-avs/index.ts';
import { taskAvvp } from './parts/task-avvp/index.ts';

const PARTS: readonly PartAdaptor[] = [
  encoderSwinV2,
  encoderHtsat,
  dgSctAttention,
  taskAve,
  taskAvvp,
  taskAvs,
  taskAvqa,
];

/** The adaptor of a part by its name in manifests. */
export const adaptorOf = (part: string): PartAdaptor | undefined =>
  PARTS.find((adaptor) => adaptor.part === part);
