// `dgsct predict` for segmentation: a mask of every second as a picture, a video with the masks laid over, a table or
// JSON, and a page to look at.
import { join } from 'node:path';
import { writeFileAtomic } from '@dg-sct/checkpoint';
import { encodePng } from '@dg-sct/media';
import { fillFolder, predictionPath, requireVacant, writeReport } from '../../predict/output.ts';
import { spectrogramOf } from '../../predict/spectrogram.ts';
import { formatTime } from '../../predict/timeline.ts';
import { thumbnailOf } from '../../report/picture.ts';
import type { PredictRequest } from '../task.ts';
import type { AvsConfig } from './config.ts';
import { blackAndWhite, maskAt, paintMask } from './mask-picture.ts';
import type { AvsTrainedNetwork } from './network.ts';
import { isWithoutEncoder, Overlay } from './overlay.ts';
import { AvsPredictor } from './predictor.ts';
import { maskReport } from './report.ts';
import { type AnsweredWindow, segmentVideo } from './segment-video.ts';
import { maskTable } from './table.ts';
import type { SecondMask, VideoMasks, WindowPictures } from './types.ts';

type Request = PredictRequest<AvsConfig, AvsTrainedNetwork>;

const OVERLAY = 'overlay.mp4';
/** Windows that a page shows; ten minutes. */
const PICTURED = 120;

interface Answer extends VideoMasks {
  readonly windows: readonly WindowPictures[];
}

/** Programs that ask for JSON get a page only where they name one. Files appear when all are complete. */
export async function predictAvs(request: Request): Promise<void> {
  const { run, options, io } = request;
  const { video, json = false, out } = options;
  if (out !== undefined) await requireVacant(out);
  const folder = out ?? predictionPath(run.dir, video, '');
  const report = options.report ?? (json ? undefined : predictionPath(run.dir, video, '.html'));
  const { windows, ...answer } = await answerInto(folder, request);
  io.print(json ? JSON.stringify(answer, null, 2) : maskTable(answer.masks));
  io.note(`Masks${answer.overlay === null ? '' : ' and overlay'}: ${folder}`);
  if (report === undefined) return;
  await writeReport(report, await maskReport(answer, windows, run.dir));
  io.note(`Report: ${report}`);
}

async function answerInto(folder: string, request: Request): Promise<Answer> {
  const predictor = new AvsPredictor(request.run.network);
  try {
    return await fillFolder(folder, (fresh) => write(fresh, folder, predictor, request));
  } finally {
    await predictor.dispose();
  }
}

/** Fills `fresh`, which will be called `folder`. */
async function write(
  fresh: string,
  folder: string,
  predictor: AvsPredictor,
  { run, options: { video }, reader, io }: Request,
): Promise<Answer> {
  const { input } = run.config;
  const phase = io.progress.phase('predict');
  const overlay = new OptionalOverlay(
    new Overlay({ path: join(fresh, OVERLAY), reader, video, seconds: input.secondsPerSegment }),
  );
  const masks: SecondMask[] = [];
  const windows: WindowPictures[] = [];
  let duration = 0;
  try {
    for await (const window of segmentVideo({ video, reader, input, predictor, signal: io.signal })) {
      duration = window.duration;
      for (const second of window.seconds) {
        const { start, end, picture, logits } = second;
        const { mask, ...facts } = maskAt(logits, picture);
        const name = `mask-${String(masks.length).padStart(5, '0')}.png`;
        await writeFileAtomic(join(fresh, name), await encodePng(blackAndWhite(mask)));
        overlay.attempt((video) => video.add(second, picture, logits));
        masks.push({ start, end, ...facts, file: join(folder, name) });
      }
      if (windows.length < PICTURED) windows.push(picturesOf(window, input));
      phase.update(window.done, `of ${window.total} windows`);
    }
    overlay.attempt((video) => video.close());
  } finally {
    overlay.discard();
  }
  phase.done(`${formatTime(duration)} s of video`);
  const end = masks.at(-1)?.end ?? 0;
  if (duration - end >= input.secondsPerSegment) {
    io.warn(
      `dgsct: The pictures end before the sound, so only the first ${formatTime(end)} of ${formatTime(duration)} s are answered.`,
    );
  }
  if (overlay.failure !== undefined) io.warn(`dgsct: There is no overlay: ${overlay.failure}`);
  const written = overlay.failure === undefined ? join(folder, OVERLAY) : null;
  return { video, duration, masks, overlay: written, windows };
}

/** The overlay, as long as there is an encoder for it. */
class OptionalOverlay {
  readonly #overlay: Overlay;
  /** Why there is none. */
  failure: string | undefined;

  constructor(overlay: Overlay) {
    this.#overlay = overlay;
  }

  attempt(action: (overlay: Overlay) => void): void {
    if (this.failure !== undefined) return;
    try {
      action(this.#overlay);
    } catch (error) {
      if (!isWithoutEncoder(error)) throw error;
      this.failure = error.message;
    }
  }

  /** Does nothing after it was closed. */
  discard(): void {
    this.#overlay.discard();
  }
}

function picturesOf({ seconds, samples }: AnsweredWindow, input: AvsConfig['input']): WindowPictures {
  const frames = seconds.map(({ picture }) => thumbnailOf(picture));
  const overlays = frames.map((frame, t) =>
    paintMask(frame, maskAt(seconds[t]?.logits ?? new Float32Array(1), frame).mask),
  );
  return { frames, overlays, spectrogram: spectrogramOf(samples, input) };
}
