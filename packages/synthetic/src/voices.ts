// Every sound this package can play: a name, the recording it comes from
// (General MIDI patch or percussion key of the sound font) and how it is played.
import type { Range } from './random.ts';

/** How the notes of a sound follow one another. */
export type Manner = 'phrase' | 'hits' | 'texture';

/** One recorded sound. */
export interface Voice {
  readonly name: string;
  readonly manner: Manner;
  /** MIDI channel: 9 holds the percussion kit. */
  readonly channel: 0 | 9;
  /** General MIDI program, 0-based, and the sound font's bank of variations. */
  readonly program: number;
  readonly bank: number;
  /** MIDI keys at which the sound is recorded; other pitches are resampled from the nearest. */
  readonly keys: readonly number[];
  /** Lowest and highest pitch played, in MIDI keys; fractions are allowed. */
  readonly pitches: Range;
  /** Seconds recorded, and seconds of slow attack left out before them. */
  readonly seconds: number;
  readonly skip: number;
}

/** Distance between recorded keys, in semitones. */
const KEY_STEP = 4;
/** How far a sound without definite pitch may be shifted, in semitones. */
const SHIFT = 5;

function melodic(name: string, program: number, pitches: Range, bank = 0): Voice {
  const keys: number[] = [];
  for (let key = pitches[0] + KEY_STEP / 2; key < pitches[1]; key += KEY_STEP) keys.push(key);
  return { name, manner: 'phrase', channel: 0, program, bank, keys, pitches, seconds: 1.25, skip: 0 };
}

/** A struck sound of the melodic banks that fades by itself. */
function struck(name: string, program: number, pitches: Range, bank = 0): Voice {
  return { ...melodic(name, program, pitches, bank), manner: 'hits' };
}

function percussion(name: string, key: number): Voice {
  const pitches = [key - SHIFT, key + SHIFT] as const;
  return {
    name,
    manner: 'hits',
    channel: 9,
    program: 0,
    bank: 0,
    keys: [key],
    pitches,
    seconds: 1.25,
    skip: 0,
  };
}

/** A recorded scene (waves, rotor, crowd) that goes on as long as it is held. */
function texture(name: string, program: number, skip: number): Voice {
  const pitches = [60 - SHIFT, 60 + SHIFT] as const;
  return { name, manner: 'texture', channel: 0, program, bank: 0, keys: [60], pitches, seconds: 2.5, skip };
}

/** A short recorded call or bang. */
function call(name: string, program: number): Voice {
  return { ...texture(name, program, 0), manner: 'hits', seconds: 1.25 };
}

/** The sounds of the event classes, in class order (see `event-classes.ts`). */
export const EVENT_VOICES: readonly Voice[] = [
  melodic('Piano', 0, [45, 81]),
  struck('Church bell', 14, [48, 76], 8),
  melodic('Accordion', 21, [52, 80]),
  melodic('Electric guitar', 29, [43, 71]),
  melodic('Violin', 40, [58, 90]),
  melodic('Trumpet', 56, [55, 83]),
  melodic('Saxophone', 65, [48, 76]),
  melodic('Flute', 73, [64, 92]),
  melodic('Banjo', 105, [50, 78]),
  percussion('Snare drum', 38),
  struck('Long drum', 116, [50, 74]),
  texture('Sea waves', 122, 0.35),
  call('Bird', 123),
  texture('Telephone', 124, 0),
  texture('Helicopter', 125, 0.8),
  texture('Applause', 126, 0.25),
  call('Gun shot', 127),
  percussion('Maracas', 70),
  melodic('Choir', 52, [52, 76]),
  melodic('Church organ', 19, [43, 79]),
  melodic('Video game', 80, [55, 83]),
  percussion('Frog', 74),
  percussion('Kettle', 72),
  struck('Clock', 115, [60, 84]),
];

/** Further sounds to pre-train an audio encoder on; never part of an event. */
export const FURTHER_VOICES: readonly Voice[] = [
  melodic('Electric piano', 4, [45, 77]),
  melodic('Harpsichord', 6, [45, 77]),
  melodic('Clavinet', 7, [45, 73]),
  melodic('Celesta', 8, [64, 92]),
  melodic('Music box', 10, [64, 92]),
  melodic('Vibraphone', 11, [55, 83]),
  melodic('Marimba', 12, [50, 82]),
  melodic('Xylophone', 13, [64, 92]),
  melodic('Dulcimer', 15, [52, 80]),
  melodic('Rock organ', 18, [45, 77]),
  melodic('Harmonica', 22, [60, 84]),
  melodic('Nylon string guitar', 24, [45, 73]),
  melodic('Jazz guitar', 26, [45, 73]),
  melodic('Muted guitar', 28, [45, 69]),
  melodic('Distortion guitar', 30, [43, 67]),
  melodic('Guitar harmonics', 31, [52, 76]),
  melodic('Acoustic bass', 32, [31, 55]),
  melodic('Slap bass', 36, [31, 55]),
  melodic('Synth bass', 38, [31, 55]),
  melodic('Cello', 42, [38, 66]),
  melodic('Tremolo strings', 44, [48, 80]),
  melodic('Pizzicato strings', 45, [48, 80]),
  melodic('Harp', 46, [45, 85]),
  struck('Timpani', 47, [38, 58]),
  melodic('Strings', 48, [45, 81]),
  struck('Orchestra hit', 55, [48, 72]),
  melodic('Trombone', 57, [40, 68]),
  melodic('Tuba', 58, [31, 55]),
  melodic('Muted trumpet', 59, [55, 83]),
  melodic('French horn', 60, [43, 71]),
  melodic('Oboe', 68, [60, 84]),
  melodic('Bassoon', 70, [36, 64]),
  melodic('Clarinet', 71, [52, 84]),
  melodic('Piccolo', 72, [76, 100]),
  melodic('Recorder', 74, [67, 91]),
  melodic('Pan flute', 75, [60, 88]),
  melodic('Blown bottle', 76, [55, 83]),
  melodic('Ocarina', 79, [62, 86]),
  melodic('Saw lead', 81, [48, 80]),
  melodic('Solo voice', 85, [55, 79]),
  melodic('Bowed glass', 92, [55, 83]),
  melodic('Sitar', 104, [48, 76]),
  melodic('Shamisen', 106, [52, 76]),
  melodic('Koto', 107, [50, 78]),
  melodic('Kalimba', 108, [55, 83]),
  melodic('Bagpipe', 109, [55, 79]),
  melodic('Shenai', 111, [58, 82]),
  struck('Agogo', 113, [60, 84]),
  struck('Steel drum', 114, [52, 80]),
  struck('Synth drum', 118, [48, 72]),
  percussion('Bass drum', 36),
  percussion('Hand clap', 39),
  percussion('Closed hi-hat', 42),
  percussion('Open hi-hat', 46),
  percussion('Crash cymbal', 49),
  percussion('Ride cymbal', 51),
  percussion('Tambourine', 54),
  percussion('Cowbell', 56),
  percussion('Vibraslap', 58),
  percussion('Bongo', 60),
  percussion('Conga', 63),
  percussion('Timbale', 65),
  percussion('Claves', 75),
  percussion('Cuica', 79),
  percussion('Triangle', 81),
  percussion('Jingle bell', 83),
];
