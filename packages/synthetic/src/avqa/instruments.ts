// The instruments of questions: those event classes whose picture and whose
// recorded voice both are what a word of MUSIC-AVQA names. Left out are the
// guitar (all emoji sets draw an electric one, the words know an acoustic one)
// and the long drum (drawn as a djembe, played as a taiko; the words know congas).

/** Class names by the word that MUSIC-AVQA has for them. */
const CLASS_OF_WORD: Readonly<Record<string, string>> = {
  accordion: 'Accordion',
  banjo: 'Banjo',
  drum: 'Snare drum',
  flute: 'Flute',
  piano: 'Piano',
  saxophone: 'Saxophone',
  trumpet: 'Trumpet',
  violin: 'Violin',
};
const WORD_OF_CLASS = new Map(Object.entries(CLASS_OF_WORD).map(([word, name]) => [name, word]));

/** Event classes that can be asked about. */
export const AVQA_CLASSES: readonly string[] = Object.values(CLASS_OF_WORD);
/** What they are called in questions and answers. */
export const INSTRUMENTS: readonly string[] = Object.keys(CLASS_OF_WORD);

/** The word for a class; a `RangeError` for one that has none. */
export function instrumentOf(className: string): string {
  const word = WORD_OF_CLASS.get(className);
  if (word === undefined) throw new RangeError(`Questions have no word for the class "${className}".`);
  return word;
}
