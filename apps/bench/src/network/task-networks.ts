// The networks of the other tasks with inputs, targets and losses, for a training step. Whatever draws random numbers is
// off, as in the AVE network, so that a step computes the same whenever it is run.
import type { Context, Module } from '@dg-sct/nn';
import type { Losses } from '@dg-sct/task';
import { AvqaNetwork, GroundingNetwork } from '@dg-sct/task-avqa';
import { AvsNetwork } from '@dg-sct/task-avs';
import { AvvpNetwork } from '@dg-sct/task-avvp';
import * as tf from '@tensorflow/tfjs';
import type { Prepared } from '../contest/case.ts';
import { signal } from '../contest/fill.ts';
import { encodersOf, filled, framesFor, namesOf, soundFor } from './build.ts';
import type { AvqaSizes, AvsSizes, AvvpSizes, GroundingSizes, TaskSizes } from './task-sizes.ts';
import { type Named, prepareTraining } from './training-step.ts';

/** Forward, backward, Adam. */
export function prepareTaskStep(sizes: TaskSizes): Prepared {
  switch (sizes.task) {
    case 'avvp':
      return parsing(sizes);
    case 'avs':
      return segmentation(sizes);
    case 'avqa':
      return answering(sizes);
    case 'avqa-grounding':
      return grounding(sizes);
  }
}

/** The sum of the losses is what is differentiated. */
const prepared = <I extends Named>(
  network: Module,
  inputs: I,
  losses: (inputs: I, context: Context) => Losses,
): Prepared =>
  prepareTraining<I>({
    network,
    inputs,
    compute: (given, context) => {
      const terms = losses(given, context);
      return { ...terms, total: tf.addN(Object.values(terms)) };
    },
  });

function parsing(sizes: AvvpSizes): Prepared {
  const { clips, segments, adapters, head } = sizes;
  const network = filled(
    new AvvpNetwork({
      ...encodersOf(sizes),
      adapters,
      head: {
        ...head,
        classes: namesOf(head.classes),
        segments,
        dropPath: 0,
        temporal: { ...head.temporal, dropout: 0 },
        noise: (shape) => tf.zeros([...shape]),
      },
    }),
  );
  // Every third event takes place.
  const labels = Float32Array.from({ length: clips * head.classes }, (_, index) => (index % 3 === 0 ? 1 : 0));
  const inputs = {
    frames: framesFor(sizes, 'frames'),
    audio: soundFor(sizes),
    motion: signal('motion', [clips * segments, head.motionDim]),
    labels: tf.tensor2d(labels, [clips, head.classes]),
  };
  return prepared(network, inputs, ({ labels, ...clip }, context) =>
    network.head.loss(network.forward(clip, context).outputs, { labels }),
  );
}

function segmentation(sizes: AvsSizes): Prepared {
  const { setting, clips, segments, adapters, samples, head } = sizes;
  const encoders = encodersOf(sizes);
  const network = filled(
    new AvsNetwork({
      setting,
      ...encoders,
      adapters,
      head: { ...head, segments, dropout: 0, projectionDropout: 0 },
    }),
  );
  const frames = setting === 's4' ? 1 : segments;
  const inputs = {
    frames: framesFor(sizes, 'frames'),
    sound: samples === undefined ? soundFor(sizes) : signal('samples', [clips * segments, samples]),
    masks: signal('masks', [clips, frames, head.maskSize, head.maskSize]).greater(0).cast('float32'),
  };
  return prepared(network, inputs, ({ frames, sound, masks }, context) => {
    const audio = samples === undefined ? sound : encoders.audio.logMel(sound);
    return network.head.loss(network.forward({ frames, audio }, context).outputs, { masks });
  });
}

function answering(sizes: AvqaSizes): Prepared {
  const { clips, adapters, questionLength, head } = sizes;
  const { answers, ...widths } = head;
  const network = filled(
    new AvqaNetwork({
      ...encodersOf(sizes),
      adapters,
      head: { ...widths, answers: namesOf(answers), dropout: 0 },
    }),
  );
  const ids = Int32Array.from({ length: clips * questionLength }, (_, index) => index % head.words);
  const inputs = {
    frames: framesFor(sizes, 'frames'),
    audio: soundFor(sizes),
    negatives: framesFor(sizes, 'negatives'),
    question: tf.tensor2d(ids, [clips, questionLength], 'int32'),
    answer: tf.zeros([clips], 'int32'),
  };
  return prepared(network, inputs, ({ answer, ...clip }, context) =>
    network.head.loss(network.forward(clip, context).outputs, { answer, type: answer }),
  );
}

function grounding(sizes: GroundingSizes): Prepared {
  const network = filled(new GroundingNetwork({ ...encodersOf(sizes), head: sizes.head }));
  const inputs = {
    frames: framesFor(sizes, 'frames'),
    audio: soundFor(sizes),
    negatives: framesFor(sizes, 'negatives'),
  };
  return prepared(network, inputs, (clip, context) =>
    network.head.loss(network.forward(clip, context).outputs),
  );
}
