// Made-up answers and runs to draw pages from.
import { BACKGROUND } from '@dg-sct/task-ave';
import type { DemoView, LearningCurve, PredictionView, SegmentView, WindowView } from '../types.ts';

const EVENTS = ['Violin', 'Violin', BACKGROUND, 'Bark'] as const;

/** A view of so many segments, in windows of ten; the events repeat every four seconds. */
export function madeUpPrediction(video: string, seconds: number): PredictionView {
  const segments = Array.from({ length: seconds }, (_, start) => ({
    start,
    end: start + 1,
    event: EVENTS[start % EVENTS.length] ?? BACKGROUND,
    confidence: 0.75,
    audioGate: 0.5,
    visualGate: 0.25,
  }));
  const windows = Array.from({ length: Math.ceil(seconds / 10) }, (_, index): WindowView => {
    const count = Math.min(10, seconds - index * 10);
    const frames = count * 20;
    return {
      start: index * 10,
      segments: Array.from({ length: count }, madeUpSegment),
      spectrogram: { decibels: new Float32Array(frames * 8).fill(-60), frames, mels: 8 },
    };
  });
  return { prediction: { video, duration: seconds, segments }, windows };
}

function madeUpSegment(): SegmentView {
  return {
    thumbnail: { data: new Uint8Array(16 * 12 * 3).fill(128), height: 12, width: 16, channels: 3 },
    attention: { weights: Float32Array.of(0.1, 0.2, 0.3, 0.4), rows: 2, columns: 2 },
  };
}

const curve = (best: number): LearningCurve => ({
  epochs: [1, 2, 3].map((epoch) => ({
    epoch,
    loss: 3 / epoch,
    accuracy: (best * epoch) / 3,
    testAccuracy: (best * epoch) / 4,
  })),
});

export function madeUpDemo(video: string): DemoView {
  return {
    summary: {
      clips: 240,
      classes: 20,
      seconds: { render: 75, train: 125.4 },
      trainableParameters: 1234567,
      headParameters: 98765,
      accuracy: { majority: 31.25, frozen: 52.5, dgsct: 81.75 },
      seeds: [1, 2],
    },
    curves: { dgsct: curve(90), frozen: curve(60) },
    perClass: [
      { name: 'Violin', seconds: 40, dgsct: 92.5, frozen: 55 },
      { name: 'Rock & <roll>', seconds: 12, dgsct: 75, frozen: 25 },
    ],
    environment: [
      ['CPU', '2 x Example'],
      ['Node', 'v20.19.0'],
    ],
    prediction: madeUpPrediction(video, 12),
  };
}
