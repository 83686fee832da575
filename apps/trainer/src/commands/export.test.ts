// `dgsct export`: the file answers as the run does, in ONNX Runtime alone; and what is said of bad wishes.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openMediaReader } from '@dg-sct/media';
import type { AveNetwork } from '@dg-sct/task-ave';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareClip } from '../prepare/clip.ts';
import { openRun } from '../run.ts';
import { Predictor } from '../tasks/ave/predictor.ts';
import { temporaryFolder } from '../testing/ave-folder.ts';
import { minuteData, trainArguments } from '../testing/minute.ts';
import { callCli } from '../testing/run-cli.ts';

let data = '';
let run = '';
beforeAll(async () => {
  data = minuteData();
  run = join(temporaryFolder(), 'run');
  // The sound of a second is repeated, as in the published recipe.
  await callCli([...trainArguments(data, run, '--quiet', '--set', 'input.tile=2')]);
}, 120_000);

describe('dgsct export', () => {
  it('writes a model that takes pictures and sound, and answers as the run does', async () => {
    const out = join(temporaryFolder(), 'model.onnx');
    const { exitCode, stdout } = await callCli(['export', out, '--run', run, '--quiet']);
    expect({ exitCode, lines: stdout.split('\n').slice(0, 6) }).toEqual({
      exitCode: 0,
      lines: [
        'input   frames float32 [10, 16, 16, 3]',
        'input   samples float32 [10, 8000]',
        'output  event_probability float32 [10]',
        'output  class_probability float32 [1]',
        'output  audio_gate float32 [10]',
        'output  visual_gate float32 [10]',
      ],
    });
    const card = JSON.parse(readFileSync(out.replace(/onnx$/, 'json'), 'utf8')) as object;
    expect(card).toMatchObject({
      task: 'ave',
      classes: ['Bell'],
      input: { segments: 10, secondsPerSegment: 1, sampleRate: 8000, imageSize: 16 },
    });

    const video = join(data, 'AVE', 'e.mp4');
    const opened = await openRun(run);
    const { input } = opened.config;
    const reader = await openMediaReader();
    const window = { start: 0, end: 10 };
    const clip = prepareClip(reader, video, window, input);
    const predictor = new Predictor(opened.network as AveNetwork);
    const { segments } = await predictor.answer(clip);
    await predictor.dispose();
    opened.dispose();

    const samples = new Float32Array(10 * 8000);
    samples.set(reader.readAudio(video, { ...window, sampleRate: 8000 }).subarray(0, samples.length));
    const session = await InferenceSession.create(out);
    const outputs = await session.run({
      frames: new Tensor('float32', Float32Array.from(clip.frames.data, Number), [10, 16, 16, 3]),
      samples: new Tensor('float32', samples, [10, 8000]),
    });
    const values = (name: string): number[] => Array.from(outputs[name]?.data as Float32Array);
    for (const [t, { audioGate, visualGate, confidence, event }] of segments.entries()) {
      const eventful = values('event_probability')[t] ?? Number.NaN;
      const probability = event === 'Bell' ? eventful * (values('class_probability')[0] ?? 0) : 1 - eventful;
      expect(probability).toBeCloseTo(confidence, 4);
      expect(values('audio_gate')[t]).toBeCloseTo(audioGate, 4);
      expect(values('visual_gate')[t]).toBeCloseTo(visualGate, 4);
    }
    await session.release();
  }, 120_000);

  it.each<[string, (out: string) => string[], number, RegExp]>([
    ['another ending', (out) => [`${out}.pb`, '--run', run], 2, /must end in \.onnx/],
    ['a run that is not there', (out) => [`${out}.onnx`, '--run', `${out}-run`], 1, /there is no run/],
  ])('says in one sentence what is wrong with %s', async (_name, argv, code, sentence) => {
    const out = join(temporaryFolder(), 'model');
    const { exitCode, stdout, stderr } = await callCli(['export', ...argv(out), '--quiet']);
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^dgsct: [^\n]+\n$/);
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(existsSync(`${out}.onnx`)).toBe(false);
  });

  it('replaces a file only when told to', async () => {
    const out = join(temporaryFolder(), 'model.onnx');
    writeFileSync(out, 'mine');
    const refused = await callCli(['export', out, '--run', run, '--quiet']);
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toMatch(/exists already; name another file, or replace it with --force\n$/);
    expect(readFileSync(out, 'utf8')).toBe('mine');
    expect((await callCli(['export', out, '--run', run, '--quiet', '--force'])).exitCode).toBe(0);
  }, 60_000);
});
