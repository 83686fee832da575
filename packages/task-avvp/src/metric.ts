// The ten numbers that are published for LLP, in percent: F-scores of every clip,
// averaged over clips.
import type { HostArrays, MetricAccumulator } from '@dg-sct/task';
import { element } from '@dg-sct/tfjs-onnxruntime';
import { mapsOf, predictedEvents } from './answers.ts';
import { type ClipEvents, type ClipScores, eventScores, segmentScores } from './f-scores.ts';

/** Of segments and of events (runs of segments), in percent. */
export interface ParsingScores extends Readonly<Record<string, number>> {
  readonly segmentA: number;
  readonly segmentV: number;
  readonly segmentAV: number;
  /** Type@AV: the mean of the three before. */
  readonly segmentType: number;
  /** Event@AV: hits and misses of both modalities added up. */
  readonly segmentEvent: number;
  readonly eventA: number;
  readonly eventV: number;
  readonly eventAV: number;
  readonly eventType: number;
  readonly eventEvent: number;
}

const NOTHING: ClipScores = { audio: 0, visual: 0, audioVisual: 0, event: 0 };

export class AvvpMetric implements MetricAccumulator {
  #segments = NOTHING;
  #events = NOTHING;
  #clips = 0;

  /** One batch: the head's outputs, and targets `audio` and `visual` `[B, T, C]`, one where an event takes place. */
  add(outputs: HostArrays, targets: HostArrays): void {
    const predicted = predictedEvents(outputs);
    for (const [clip, truth] of mapsOf(targets, 'audio', 'visual').entries()) {
      this.addClip(element(predicted, clip), truth);
    }
  }

  addClip(predicted: ClipEvents, truth: ClipEvents): void {
    this.#segments = sum(this.#segments, segmentScores(predicted, truth));
    this.#events = sum(this.#events, eventScores(predicted, truth));
    this.#clips += 1;
  }

  /** NaN before the first clip. */
  result(): ParsingScores {
    const percent = (score: number): number => (100 * score) / this.#clips;
    const type = ({ audio, visual, audioVisual }: ClipScores): number =>
      (percent(audio) + percent(visual) + percent(audioVisual)) / 3;
    return {
      segmentA: percent(this.#segments.audio),
      segmentV: percent(this.#segments.visual),
      segmentAV: percent(this.#segments.audioVisual),
      segmentType: type(this.#segments),
      segmentEvent: percent(this.#segments.event),
      eventA: percent(this.#events.audio),
      eventV: percent(this.#events.visual),
      eventAV: percent(this.#events.audioVisual),
      eventType: type(this.#events),
      eventEvent: percent(this.#events.event),
    };
  }
}

const sum = (a: ClipScores, b: ClipScores): ClipScores => ({
  audio: a.audio + b.audio,
  visual: a.visual + b.visual,
  audioVisual: a.audioVisual + b.audioVisual,
  event: a.event + b.event,
});
