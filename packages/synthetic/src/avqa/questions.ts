// Chooses what is asked about each performance: one question of every type, so
// that over many clips every answer of a template comes as often as any other.
// What can be asked, and the answers, are in the tables of templates.
import type { Random } from '../random.ts';
import { AUDIO_TEMPLATES } from './audio-templates.ts';
import { AUDIO_VISUAL_TEMPLATES } from './audio-visual-templates.ts';
import type { Performance } from './performance.ts';
import type { Case, Template } from './template.ts';
import { VISUAL_TEMPLATES } from './visual-templates.ts';

/** A question as MUSIC-AVQA annotates it. */
export interface Question extends Pick<Template, 'modality' | 'kind' | 'content'>, Case {}

export const TEMPLATES: readonly Template[] = [
  ...AUDIO_TEMPLATES,
  ...VISUAL_TEMPLATES,
  ...AUDIO_VISUAL_TEMPLATES,
];

/** Templates by type, in the order of the published tables. */
const TYPES: readonly (readonly Template[])[] = [
  ...new Set(TEMPLATES.map(({ modality, kind }) => `${modality}/${kind}`)),
].map((type) => TEMPLATES.filter(({ modality, kind }) => `${modality}/${kind}` === type));

/** An answer that a template can get, and the ways to ask for it. */
interface Choice {
  readonly template: Template;
  readonly answer: string;
  readonly cases: readonly Case[];
}

/** Asks about one clip after another and remembers which answers have been given. */
export class QuestionMaker {
  readonly #uses = new Map<string, number>();

  constructor(private readonly random: Random) {}

  /** One question of every type that the performance allows. */
  ask(performance: Performance): Question[] {
    return TYPES.flatMap((templates) => {
      const choices = templates.flatMap((template) => choicesOf(template, performance));
      return choices.length === 0 ? [] : [this.#choose(choices)];
    });
  }

  /** The choice that is most behind; where several are, one of them at random. */
  #choose(choices: readonly Choice[]): Question {
    const least = Math.min(...choices.map((choice) => this.#load(choice)));
    const behind = choices.filter((choice) => this.#load(choice) === least);
    const choice = this.random.pick(behind);
    const key = keyOf(choice);
    this.#uses.set(key, (this.#uses.get(key) ?? 0) + 1);
    const { modality, kind, content } = choice.template;
    return { modality, kind, content, ...this.random.pick(choice.cases) };
  }

  /** How often a template would be in use, if all of its answers were given as often as this one. */
  #load(choice: Choice): number {
    return (this.#uses.get(keyOf(choice)) ?? 0) * choice.template.answers.length;
  }
}

function choicesOf(template: Template, performance: Performance): Choice[] {
  const cases = template.cases(performance);
  return [...new Set(cases.map(({ answer }) => answer))].map((answer) => ({
    template,
    answer,
    cases: cases.filter((one) => one.answer === answer),
  }));
}

const keyOf = ({ template, answer }: Choice): string => `${template.content} ${answer}`;
