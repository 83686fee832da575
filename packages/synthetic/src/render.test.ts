import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadAssets, loadAssetsOf } from './assets.ts';
import { DEFAULT_AVE_OPTIONS } from './ave/options.ts';
import { planAveClip } from './ave/plan.ts';
import { EVENT_CLASSES, SOUND_CLASSES } from './event-classes.ts';
import { SAMPLE_RATE } from './note-bank.ts';
import { renderPicture } from './picture.ts';
import { PICTURE_CLASSES } from './pictures.ts';
import type { ClipPlan } from './plan.ts';
import { Random } from './random.ts';
import { renderClip } from './render.ts';
import { renderSound } from './sound.ts';

const assets = await loadAssets();

const planOf = (name: string, category: string, domain: 'train' | 'test' = 'train'): ClipPlan =>
  planAveClip(new Random(name), { category, domain, options: DEFAULT_AVE_OPTIONS });
const hashOf = (data: Uint8Array | Float32Array): string =>
  createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');
const decibels = (samples: Float32Array): number =>
  10 * Math.log10(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
const secondOf = (samples: Float32Array, t: number): Float32Array =>
  samples.subarray(t * SAMPLE_RATE, (t + 1) * SAMPLE_RATE);

describe('renderClip', () => {
  it('gives the same bytes for the same plan, also from assets of its own', async () => {
    const plan = planOf('hash', 'Violin');
    const first = renderClip(plan, assets);
    const second = renderClip(JSON.parse(JSON.stringify(plan)) as ClipPlan, await loadAssetsOf([plan]));
    expect(hashOf(first.frames)).toBe(hashOf(second.frames));
    expect(hashOf(first.samples)).toBe(hashOf(second.samples));
    expect(hashOf(first.samples)).not.toBe(hashOf(renderClip(planOf('other', 'Violin'), assets).samples));
  });

  it.each<[string, 'train' | 'test', string, string]>([
    ['Violin', 'train', '3be2896fd7ee6419', '64c55a59f74cbda4'],
    ['Helicopter', 'test', '64942b96b4d696c8', 'cd672318745b092b'],
  ])('renders %s of %s as it always did; raise RENDERER_VERSION when this changes on purpose', (...row) => {
    const [category, domain, frames, samples] = row;
    const clip = renderClip(planOf('pinned', category, domain), assets);
    expect(hashOf(clip.frames).slice(0, 16)).toBe(frames);
    expect(hashOf(clip.samples).slice(0, 16)).toBe(samples);
  });

  it.each(EVENT_CLASSES)('lets $name be heard in every second of its span and in no other', ({ name }) => {
    const plan = planOf(`audible/${name}`, name, 'test');
    const alone = {
      ...plan,
      sounds: plan.sounds.slice(0, 1),
      soundNoise: { ...plan.soundNoise, levelDb: -120 },
    };
    const { samples } = renderClip(alone, assets);
    const [sound] = alone.sounds;
    if (sound === undefined) throw new Error('A clip has at least one sound.');
    for (let t = 0; t < plan.seconds; t++) {
      const level = decibels(secondOf(samples, t));
      if (t >= sound.start && t < sound.end) expect(level).toBeGreaterThan(sound.track.levelDb - 14);
      else expect(level).toBeLessThan(-110);
    }
  });

  it('shows an object in the frames of its span and in no other', () => {
    const plan = planOf('visible', 'Trumpet');
    const quiet = { ...plan, pixelNoise: 0 };
    const { frames } = renderClip(quiet, assets);
    const empty = renderClip({ ...quiet, objects: [] }, assets).frames;
    const bytes = plan.imageSize ** 2 * 3;
    for (let i = 0; i < plan.seconds * plan.frameRate; i++) {
      const t = i / plan.frameRate;
      const same = frames
        .subarray(i * bytes, (i + 1) * bytes)
        .every((value, k) => value === empty[i * bytes + k]);
      expect(same).toBe(!plan.objects.some(({ start, end }) => t >= start && t < end));
    }
  });

  it('says which asset is missing', async () => {
    const silent = await loadAssets({ sounds: 'none', looks: [DEFAULT_AVE_OPTIONS.train] });
    expect(() => renderClip(planOf('missing', 'Bird'), silent)).toThrow(/hold no sound/);
    expect(() => renderClip(planOf('missing', 'Bird', 'test'), silent)).toThrow(/style "twemoji"/);
  });
});

describe('pictures and sounds to pre-train on', () => {
  it('has every picture in every train style, and names without repeats', async () => {
    const all = await loadAssets({
      looks: [{ styles: ['noto', 'fluent', 'fluent-flat'], inks: 0 }],
      pictures: 'all',
      sounds: 'none',
    });
    expect(all.sprites.size).toBe(3 * PICTURE_CLASSES.length);
    expect(new Set(PICTURE_CLASSES).size).toBe(PICTURE_CLASSES.length);
    expect(new Set(SOUND_CLASSES).size).toBe(SOUND_CLASSES.length);
    const blank = renderPicture(new Random('p'), { objects: [0, 0], pixelNoise: [0, 0] }, all);
    expect(blank.labels).toEqual([]);
    const { pixels, labels } = renderPicture(new Random('q'), { size: 48, objects: [3, 3] }, all);
    expect(pixels.length).toBe(48 * 48 * 3);
    expect(new Set(labels).size).toBe(3);
    expect(hashOf(renderPicture(new Random('q'), { size: 48, objects: [3, 3] }, all).pixels)).toBe(
      hashOf(pixels),
    );
  });

  it('mixes the asked sounds within full scale, the same for the same name', () => {
    const classes = [...EVENT_CLASSES.keys()];
    for (let i = 0; i < 50; i++) {
      const { samples, labels } = renderSound(new Random(`s/${i}`), { classes, sounds: [1, 3] }, assets);
      expect(samples.length).toBe(SAMPLE_RATE);
      expect(samples.every((value) => Math.abs(value) <= 1)).toBe(true);
      expect(labels.length).toBe(new Set(labels).size);
      expect(labels.every((label) => classes.includes(label))).toBe(true);
    }
    const draw = () => renderSound(new Random('same'), { classes }, assets);
    expect(hashOf(draw().samples)).toBe(hashOf(draw().samples));
  });
});
