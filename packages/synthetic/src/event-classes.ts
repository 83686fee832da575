// The audio-visual event classes: what is drawn (an emoji that all three sets
// have) and what is heard (a recorded voice). The order is the class index.
import { EVENT_EMOJI } from './pictures.ts';
import { EVENT_VOICES, FURTHER_VOICES, type Voice } from './voices.ts';

/** One event class. */
export interface EventClass {
  readonly name: string;
  /** Name of the emoji, the same in every set. */
  readonly emoji: string;
}

export const EVENT_CLASSES: readonly EventClass[] = EVENT_VOICES.map(({ name }, index) => {
  const emoji = EVENT_EMOJI[index];
  if (emoji === undefined) throw new RangeError(`Event class ${name} has no picture.`);
  return { name, emoji };
});

/** Everything that can be heard, event classes first. */
export const VOICES: readonly Voice[] = [...EVENT_VOICES, ...FURTHER_VOICES];

/** Labels of `renderSound`: the index of a name is the class index. */
export const SOUND_CLASSES: readonly string[] = VOICES.map((voice) => voice.name);
