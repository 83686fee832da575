// Questions about videos by the command: from files to a trained and measured model, and what is said of bad input.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostTensor, readSafetensors, writeSafetensors } from '@dg-sct/checkpoint';
import { AVQA_ANSWERS } from '@dg-sct/task-avqa';
import { readStateDict } from '@dg-sct/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';
import { Interrupted } from '../../interrupt.ts';
import { buildNetwork } from '../../network.ts';
import { readPage } from '../../report/testing/check-html.ts';
import { temporaryFolder, writeTinyVideo } from '../../testing/ave-folder.ts';
import {
  MINUTE_AVQA,
  minuteAvqaData,
  minuteGrounding,
  type TinyQuestion,
  writeAvqaFiles,
} from '../../testing/avqa-folder.ts';
import { callCli } from '../../testing/run-cli.ts';
import type { AvqaAnswered } from './predict.ts';

let data = '';
let run = '';
let grounding = '';
let groundingRun = '';

const newRun = (): string => join(temporaryFolder(), 'run');
const train = (out: string, ...more: string[]) =>
  callCli(['train', '--config', MINUTE_AVQA, '--data', data, '--out', out, '--quiet', ...more]);
const sentenceOf = (stderr: string): string => stderr.replace(/^dgsct: ([^\n]+)\n$/, '$1');

beforeAll(async () => {
  data = minuteAvqaData();
  [run, groundingRun] = [newRun(), newRun()];
  grounding = minuteGrounding();
  const first = await callCli([
    ...['train', '--config', grounding, '--data', data, '--out', groundingRun, '--quiet'],
  ]);
  expect(first).toMatchObject({ exitCode: 0, stderr: '' });
  const more = [
    '--set',
    'training.questionsPerVideo=4',
    '--set',
    `training.groundingCheckpoint=${groundingRun}`,
  ];
  expect(await train(run, ...more)).toMatchObject({ exitCode: 0, stderr: '' });
}, 120_000);

describe('a run', () => {
  it('is measured by type of question, whatever shares a pass', async () => {
    const { exitCode, stdout } = await callCli(['eval', '--run', run, '--quiet']);
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/ +[\d.]+ % +/, ' '))).toEqual([
      'Audio/Comparative of 1 questions',
      'Audio of 1 questions',
      'Visual/Location of 1 questions',
      'Visual of 1 questions',
      'Audio-Visual/Existential of 1 questions',
      'Audio-Visual of 1 questions',
      'Overall of 3 questions',
      expect.stringMatching(/^accuracy on test:[\d.]* of 3 questions$/),
    ]);
  });

  it('stops at Ctrl-C with 130', async () => {
    const out = newRun();
    const argv = ['train', '--config', MINUTE_AVQA, '--data', data, '--out', out, '--quiet'];
    const { exitCode } = await callCli(argv, AbortSignal.abort(new Interrupted('SIGINT')));
    expect(exitCode).toBe(130);
  });
});

describe('a published checkpoint', () => {
  it('is measured with the prefix, the tables and the classifiers that it holds', async () => {
    const config = loadConfig(MINUTE_AVQA);
    const network = await buildNetwork(config, AVQA_ANSWERS);
    const state = await readStateDict(network);
    network.dispose();
    const extra: HostTensor = { dtype: 'F32', shape: [2], data: new Float32Array(2) };
    const more = ['swin.layers.0.blocks.1.attn_mask', 'swin.head.weight', 'htsat.bn0.num_batches_tracked'];
    const file = join(temporaryFolder(), 'published.safetensors');
    const measured = async (names: readonly string[]) => {
      const tensors = [...state, ...names.map((name) => [name, extra] as const)];
      await writeSafetensors(file, new Map(tensors.map(([name, tensor]) => [`module.${name}`, tensor])));
      return callCli([
        ...['eval', '--task', 'avqa', '--weights', file, '--config', MINUTE_AVQA, '--data', data, '--quiet'],
      ]);
    };
    const { exitCode, stdout, stderr } = await measured(more);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/\naccuracy on test: [\d.]+ % of 3 questions\n$/);
    const stranger = await measured(['fc_b1.weight']);
    expect(stranger.exitCode).toBe(1);
    expect(stranger.stderr).toContain('fc_b1.weight');
  });
});

describe('the first stage', () => {
  it('is measured in pairs, ten seconds of each video', async () => {
    const { exitCode, stdout } = await callCli([
      'eval',
      '--run',
      groundingRun,
      '--split',
      'train',
      '--quiet',
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^accuracy on train: [\d.]+ % of 60 pairs of picture and sound\n$/);
  });

  it('is where grounding begins, from its run folder or its file', async () => {
    const file = join(groundingRun, 'best', 'model.safetensors');
    const { tensors } = await readSafetensors(file);
    for (const from of [groundingRun, file]) {
      const out = newRun();
      const still = ['training.learningRate=1.0e-30', `training.groundingCheckpoint=${from}`];
      expect((await train(out, ...still.flatMap((setting) => ['--set', setting]))).exitCode).toBe(0);
      const begun = (await readSafetensors(join(out, 'last', 'model.safetensors'))).tensors;
      for (const name of ['fc_a1.weight', 'fc_gl.bias', 'fc4.weight']) {
        expect(begun.get(name)?.data).toEqual(tensors.get(name)?.data);
      }
    }
  });

  it.each<[string, () => string, RegExp]>([
    ['is not there', () => 'gone.pt', /gone\.pt/],
    [
      'is of other sizes',
      () => join(groundingRun, 'best', 'model.safetensors'),
      /^the grounding checkpoint has shape \[8,16\] for fc1\.weight, which needs shape \[5,16\]; pass/,
    ],
  ])('is refused in one sentence where it %s', async (_, from, sentence) => {
    const more = [`training.groundingCheckpoint=${from()}`, 'model.head.matchWidths=[5, 6, 4]'];
    const { exitCode, stderr } = await train(newRun(), ...more.flatMap((setting) => ['--set', setting]));
    expect(exitCode).toBe(1);
    expect(sentenceOf(stderr)).toMatch(sentence);
  });

  it('tells of each second whether sight and sound match', async () => {
    const video = join(data, 'videos', 'd.mp4');
    const { exitCode, stdout } = await callCli([
      'predict',
      video,
      '--run',
      groundingRun,
      '--json',
      '--quiet',
    ]);
    expect(exitCode).toBe(0);
    const { segments } = JSON.parse(stdout) as { segments: { start: number; match: number }[] };
    expect(segments.map(({ start }) => start)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(segments.every(({ match }) => match > 0 && match < 1)).toBe(true);
  });
});

describe('a question', () => {
  let video = '';
  beforeAll(() => {
    video = join(temporaryFolder(), 'a clip.mp4');
    writeTinyVideo(video, { seconds: 20, frames: 20 });
  });
  const predict = (...more: string[]) => callCli(['predict', video, '--run', run, '--quiet', ...more]);

  it('is answered as JSON, from ten seconds spread over the video', async () => {
    const { exitCode, stdout } = await predict('--question', 'is there a  voiceover', '--json');
    expect(exitCode).toBe(0);
    const answered = JSON.parse(stdout) as AvqaAnswered;
    expect(Object.keys(answered)).toEqual(['video', 'question', 'answer', 'confidence', 'top', 'segments']);
    expect(answered).toMatchObject({ video, question: 'Is there a voiceover?' });
    expect(answered.top).toHaveLength(5);
    expect(answered.top[0]).toEqual({ answer: answered.answer, confidence: answered.confidence });
    expect(answered.segments.map(({ start }) => start)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 19]);
    for (const sense of ['visual', 'audio'] as const) {
      expect(answered.segments.reduce((sum, segment) => sum + segment[sense], 0)).toBeCloseTo(1, 5);
    }
  });

  it('is answered as text, with a page', async () => {
    const { exitCode, stdout } = await predict('--question', 'Is the flute louder than the piano?');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Is the flute louder than the piano\?\n.+ \([\d.]+ %\)\n\nanswer +confidence\n/);
    expect(stdout).toMatch(/\nWhat mattered most: [\d-]+ s of sight, [\d-]+ s of sound\.\n$/);
    const { text } = readPage(readFileSync(join(run, 'predictions', 'a clip.html'), 'utf8'));
    expect(text).toContain('Is the flute louder than the piano?');
    expect(text).toContain('Grounding');
  });

  it.each<[string, string[], RegExp]>([
    ['no question', [], /^a run of avqa answers questions; ask one with --question/],
    ['an empty question', ['--question', ' ?'], /^the question is empty; ask one/],
    [
      'unknown words',
      ['--question', 'Is there a kazoo?'],
      /^the word "kazoo" of "Is there a kazoo\?" is not one of/,
    ],
    ['a long question', ['--question', new Array(15).fill('is').join(' ')], /has 15 words but at most 14/],
  ])('is asked for in one sentence where there is %s', async (_, more, sentence) => {
    const { exitCode, stdout, stderr } = await predict(...more);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(sentenceOf(stderr)).toMatch(sentence);
  });

  it('is refused by a run that answers none', async () => {
    const argv = ['predict', video, '--run', groundingRun, '--question', 'Is there a voiceover?'];
    const { exitCode, stderr } = await callCli(argv);
    expect(exitCode).toBe(2);
    expect(sentenceOf(stderr)).toMatch(
      /^--question is for runs of a task that answers questions, but .*leave it out$/,
    );
  });
});

describe('videos that are missing or damaged', () => {
  it('are named and left out, and the questions about them with them', async () => {
    const dir = minuteAvqaData();
    writeAvqaFiles(dir, { train: ['a', 'b', 'gone', 'text', 'mute'], val: ['a'], test: ['d'] });
    writeFileSync(join(dir, 'videos', 'text.mp4'), 'no video');
    writeTinyVideo(join(dir, 'videos', 'mute.mp4'), { sound: false });
    const argv = ['--config', MINUTE_AVQA, '--data', dir, '--quiet'];
    const prepared = await callCli(['data', 'prepare', ...argv]);
    expect(prepared.exitCode).toBe(0);
    expect(prepared.stdout).toBe(
      '4 clips ready: 4 prepared, 0 were there, 3 skipped because they are missing or damaged.\n',
    );
    expect(prepared.stderr).toMatch(
      /^skipped: there is no picture in frames\/gone, no audio_wave\/gone\.npy and no video videos\/gone\.mp4 in /m,
    );
    expect(prepared.stderr).toMatch(/^skipped: .*text\.mp4/m);
    expect(prepared.stderr).toMatch(/^skipped: .*mute\.mp4.* sound/m);
    const out = newRun();
    expect((await callCli(['train', ...argv, '--out', out])).stdout).toMatch(/finished after 3 steps/);
    rmSync(dir, { recursive: true });
  });
});

describe('annotations', () => {
  it.each<[string, TinyQuestion, RegExp]>([
    [
      'an unknown word',
      { content: 'Is there a kazoo?', answer: 'no' },
      /record 0 \(question 0\): the word "kazoo"/,
    ],
    [
      'an unknown answer',
      { content: 'Is there a voiceover?', answer: 'perhaps' },
      /"perhaps" is not one of the 42/,
    ],
    [
      'an unknown type',
      { content: 'Is there a voiceover?', answer: 'no', type: ['Audio', 'Temporal'] },
      /its type is Audio\/Temporal, which is not one of/,
    ],
  ])('with %s are refused by record', async (_, question, sentence) => {
    const dir = temporaryFolder();
    writeAvqaFiles(dir, { train: ['a'], val: ['a'], test: ['a'] }, [question]);
    const { exitCode, stderr } = await callCli(['data', 'prepare', '--config', MINUTE_AVQA, '--data', dir]);
    expect(exitCode).toBe(1);
    expect(sentenceOf(stderr)).toMatch(sentence);
  });
});
