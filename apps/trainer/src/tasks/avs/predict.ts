// `dgsct predict` for segmentation: a mask of every second as a picture, a video with the masks laid over, a table or
// JSON, and a page to look at.
import { join } from 'node:path';
import { writeFileAtomic } from '@dg-sct/checkpoint';
import { encodePng, type Frames, type Picture } from '@dg-sct/media';
import { EVAL } from '@dg-sct/nn';
import { hostArray } from '@dg-sct/task';
import { ClipForward, type ClipInputs } from '../../predict/clip-forward.ts';
import { fillFolder, predictionPath, requireVacant, writeReport } from '../../predict/output.ts';
import { walkWithProgress } from '../../predict/walk-video.ts';
import type { TimeSpan } from '../../predict/windows.ts';
import { thumbnailOf } from '../../report/picture.ts';
import type { PredictRequest } from '../task.ts';
import type { AvsConfig } from './config.ts';
import { blackAndWhite, maskAt, paintMask } from './mask-picture.ts';
import type { AvsTrainedNetwork } from './network.ts';
import { Overlay } from './overlay.ts';
import { type MaskView, maskReport } from './report.ts';
import { maskTable } from './table.ts';
import type { SecondMask } from './types.ts';

type Request = PredictRequest<AvsConfig, AvsTrainedNetwork>;

/** The part of a second that has passed when its frame is taken, as AVSBench's were (spec: task-avs section 1.3). */
const MOMENT = 15 / 16;
const OVERLAY = 'overlay.mp4';
/** Windows that a page shows; ten minutes. */
const PICTURED = 120;

/** Programs that ask for JSON get a page only where they name one. Files appear when all are complete. */
export async function predictAvs(request: Request): Promise<void> {
  const { run, options, io } = request;
  const { video, json = false, out } = options;
  if (out !== undefined) await requireVacant(out);
  const folder = out ?? predictionPath(run.dir, video, '');
  const report = options.report ?? (json ? undefined : predictionPath(run.dir, video, '.html'));
  const view = await fillFolder(folder, (fresh) => segment(fresh, folder, request));
  const { answer } = view;
  io.print(json ? JSON.stringify(answer, null, 2) : maskTable(answer.masks));
  io.note(`Masks${answer.overlay === null ? '' : ' and overlay'}: ${folder}`);
  if (report === undefined) return;
  await writeReport(report, await maskReport(view, run.dir));
  io.note(`Report: ${report}`);
}

/** Fills `fresh`, which will be called `folder`. */
async function segment(
  fresh: string,
  folder: string,
  { run, options: { video, precision }, reader, io }: Request,
): Promise<MaskView> {
  const { network, config } = run;
  const { input } = config;
  const logitsOf = (inputs: ClipInputs) => ({ logits: network.answer(inputs, EVAL).outputs.logits });
  const forward = new ClipForward(network.head.segments, logitsOf, precision);
  const overlay = new Overlay({
    path: join(fresh, OVERLAY),
    reader,
    video,
    seconds: input.secondsPerSegment,
  });
  const masks: SecondMask[] = [];
  const overlays: Picture<Uint8Array>[][] = [];

  /** One second; gives its thumbnail with the mask. */
  const answer = async (span: TimeSpan, picture: Picture<Uint8Array>, logits: Float32Array) => {
    const { mask, ...facts } = maskAt(logits, picture);
    const name = `mask-${String(masks.length).padStart(5, '0')}.png`;
    await writeFileAtomic(join(fresh, name), await encodePng(blackAndWhite(mask)));
    overlay.add(span, picture, logits);
    masks.push({ start: span.start, end: span.end, ...facts, file: join(folder, name) });
    const thumbnail = thumbnailOf(picture);
    return paintMask(thumbnail, maskAt(logits, thumbnail).mask);
  };

  try {
    const walk = { video, reader, input, moment: MOMENT, pictured: PICTURED };
    const { duration, views } = await walkWithProgress(walk, io, async ({ tensors, frames }, window) => {
      const { data } = hostArray(await forward.run(tensors), 'logits');
      const size = data.length / network.head.segments;
      const painted: Picture<Uint8Array>[] = [];
      for (const [t, picture] of picturesOf(frames).entries()) {
        const span = window.segments[t];
        if (span === undefined) break;
        painted.push(await answer(span, picture, Float32Array.from(data.subarray(t * size, (t + 1) * size))));
      }
      if (overlays.length < PICTURED) overlays.push(painted);
      return { end: masks.at(-1)?.end ?? 0 };
    });
    overlay.close();
    if (overlay.failure !== undefined) io.warn(`dgsct: There is no overlay: ${overlay.failure}`);
    const written = overlay.failure === undefined ? join(folder, OVERLAY) : null;
    return { answer: { video, duration, masks, overlay: written }, windows: views, overlays };
  } finally {
    overlay.discard();
    await forward.dispose();
  }
}

function picturesOf({ data, count, height, width }: Frames): Picture<Uint8Array>[] {
  const size = height * width * 3;
  return Array.from({ length: count }, (_, n) => ({
    data: data.subarray(n * size, (n + 1) * size),
    height,
    width,
    channels: 3,
  }));
}
