// The audio-visual event classes: what is drawn (an emoji that all sets of clips
// have) and what is heard (a recorded voice). The order is the class index.
import { SyntheticError } from './errors.ts';
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

/** Their names, in class order. */
export const EVENT_NAMES: readonly string[] = EVENT_CLASSES.map(({ name }) => name);

/** The names of all event classes but one. @throws {SyntheticError} SYNTHETIC_OPTION when that is none. */
export function otherEventNames(category: string): string[] {
  if (EVENT_NAMES.includes(category)) return EVENT_NAMES.filter((name) => name !== category);
  const message = `"${category}" is not an event class; take a name of EVENT_CLASSES.`;
  throw new SyntheticError('SYNTHETIC_OPTION', message);
}

/** What is drawn for an event class; any other name is an emoji's own. */
export function emojiOf(className: string): string {
  return EVENT_CLASSES.find(({ name }) => name === className)?.emoji ?? className;
}

/** Everything that can be heard, event classes first. */
export const VOICES: readonly Voice[] = [...EVENT_VOICES, ...FURTHER_VOICES];

/** Labels of `renderSound`: the index of a name is the class index. */
export const SOUND_CLASSES: readonly string[] = VOICES.map((voice) => voice.name);
