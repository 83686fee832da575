// Chooses what is asked about each performance, of every type, so that over many
// clips every answer of a template comes as often as any other.
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

/** By how many uses an answer may be ahead of the least given one of its template and still be given. */
const LEAD = 2;

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

  /**
   * Up to `count` different questions of every type. One of each that the performance allows; more only with answers
   * that are not ahead of their template's others.
   */
  ask(performance: Performance, count = 1): Question[] {
    return TYPES.flatMap((templates) => {
      let open = templates.flatMap((template) => choicesOf(template, performance));
      const asked: Question[] = [];
      while (asked.length < count && open.length > 0) {
        const { choice, chosen } = this.#choose(open);
        const { modality, kind, content } = choice.template;
        asked.push({ modality, kind, content, ...chosen });
        open = open
          .flatMap((one) => (one === choice ? without(one, chosen) : one))
          .filter((one) => !this.#isAhead(one));
      }
      return asked;
    });
  }

  /** A case of the choice that is most behind; where several are, of one of them at random. */
  #choose(choices: readonly Choice[]): { choice: Choice; chosen: Case } {
    const least = Math.min(...choices.map((choice) => this.#load(choice)));
    const behind = choices.filter((choice) => this.#load(choice) === least);
    const choice = this.random.pick(behind);
    const key = keyOf(choice);
    this.#uses.set(key, (this.#uses.get(key) ?? 0) + 1);
    return { choice, chosen: this.random.pick(choice.cases) };
  }

  #isAhead({ template, answer }: Choice): boolean {
    const usesOf = (one: string): number => this.#uses.get(keyOf({ template, answer: one })) ?? 0;
    return usesOf(answer) > Math.min(...template.answers.map(usesOf)) + LEAD;
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

/** What is left of a choice once a case of it has been asked; nothing after its last. */
function without(choice: Choice, asked: Case): Choice[] {
  const cases = choice.cases.filter((one) => one !== asked);
  return cases.length === 0 ? [] : [{ ...choice, cases }];
}

const keyOf = ({ template, answer }: Pick<Choice, 'template' | 'answer'>): string =>
  `${template.content} ${answer}`;
