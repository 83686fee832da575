// From a video file to the events that are heard and seen in it.
import { EVAL } from '@dg-sct/nn';
import type { AvvpEvent, AvvpNetwork, AvvpPrediction } from '@dg-sct/task-avvp';
import type { Precision } from '@dg-sct/tfjs-onnxruntime';
import type { CommandIo } from '../../io.ts';
import { attentionMaps } from '../../predict/attention-maps.ts';
import { ClipForward, type ClipInputs } from '../../predict/clip-forward.ts';
import { type Walk, walkWithProgress } from '../../predict/walk-video.ts';
import type { VideoWindow } from '../../predict/windows.ts';
import type { WindowView } from '../../report/types.ts';
import { joinEvents } from './events.ts';

/** The answer for one video; what `dgsct predict --json` prints. */
export interface ParsedVideo {
  /** The file, as the user named it. */
  readonly video: string;
  /** Of the file, in seconds. */
  readonly duration: number;
  /** In the order of their start; seconds since the video's start. */
  readonly events: readonly AvvpEvent[];
}

/** Everything that the page of one video shows. */
export interface ParsedView {
  readonly prediction: ParsedVideo;
  /** How far it was answered, seconds. */
  readonly end: number;
  readonly windows: readonly WindowView[];
}

/**
 * Answers every second of a video; events go on from one window to the next. The network reads no motion, and stays the
 * caller's.
 * @throws what `walkVideo` throws.
 */
export async function parseVideo(
  network: AvvpNetwork,
  walk: Walk,
  io: CommandIo,
  precision?: Precision,
): Promise<ParsedView> {
  const { head } = network;
  const answer = (inputs: ClipInputs) => {
    const { outputs, features } = network.forward(inputs, EVAL);
    return features.visualMap === undefined ? outputs : { ...outputs, visualMap: features.visualMap };
  };
  const forward = new ClipForward(head.segments, answer, precision);
  const events: AvvpEvent[] = [];
  try {
    const { duration, end, views } = await walkWithProgress(walk, io, async ({ tensors }, window) => {
      const { visualMap, ...outputs } = await forward.run(tensors);
      events.push(...head.decode(outputs).flatMap((answer) => eventsWithin(window, answer)));
      return visualMap === undefined ? {} : { attention: attentionMaps(visualMap.data, head.segments) };
    });
    const prediction = { video: walk.video, duration, events: joinEvents(events) };
    return { prediction, end, windows: views };
  } finally {
    await forward.dispose();
  }
}

/** From segments of the window, of a second each, to seconds of the video; what lies behind its end is left out. */
function eventsWithin({ segments }: VideoWindow, { events }: AvvpPrediction): AvvpEvent[] {
  return events.flatMap((event) => {
    const first = segments[event.start];
    const last = segments[Math.min(event.end, segments.length) - 1];
    return first === undefined || last === undefined ? [] : [{ ...event, start: first.start, end: last.end }];
  });
}
