// Which of the wished execution providers this machine and this build of ONNX
// Runtime have. One that is missing is told once; the next takes its place.
import { emit } from '../emit.ts';
import { buildModel, type OnnxModel } from '../onnx/model.ts';

/** Part of every build, and what ONNX Runtime falls back to for single operations. */
const CPU = 'cpu';

/** Opens and closes a session of this model on one provider; rejects where that is not possible. */
type Attempt = (model: OnnxModel, provider: string) => Promise<void>;

export class Providers {
  readonly #attempt: Attempt;
  readonly #reasons = new Map<string, Promise<string | undefined>>();
  readonly #told = new Set<string>();

  constructor(attempt: Attempt) {
    this.#attempt = attempt;
  }

  /** Why a provider cannot be used; undefined for one that can. */
  whyMissing(provider: string): Promise<string | undefined> {
    const known = this.#reasons.get(provider);
    if (known !== undefined) return known;
    const reason = provider === CPU ? Promise.resolve(undefined) : this.#try(provider);
    this.#reasons.set(provider, reason);
    return reason;
  }

  /** The wished ones that can be used, in their order; the CPU where there is none. */
  async usable(wished: readonly string[], notice: (sentence: string) => void): Promise<string[]> {
    const reasons = await Promise.all(wished.map((provider) => this.whyMissing(provider)));
    const usable = wished.filter((_, index) => reasons[index] === undefined);
    if (usable.length === 0) usable.push(CPU);
    for (const [index, provider] of wished.entries()) {
      const reason = reasons[index];
      if (reason === undefined || this.#told.has(provider)) continue;
      this.#told.add(provider);
      notice(
        `The execution provider "${provider}" is not available in this build of onnxruntime-node on this machine (${reason}), so "${usable[0]}" takes its place.`,
      );
    }
    return usable;
  }

  async #try(provider: string): Promise<string | undefined> {
    try {
      await this.#attempt(smallestModel(), provider);
      return undefined;
    } catch (error) {
      return error instanceof Error ? reasonOf(error) : String(error);
    }
  }
}

/** The end of a message is what it says; before that it says in which file of ONNX Runtime. */
function reasonOf({ message }: Error): string {
  const line = message.trim().split('\n')[0] ?? '';
  return line.replace(/^(ONNX Runtime failed: |.* was false\. )+/, '').replace(/\.$/, '');
}

function smallestModel(): OnnxModel {
  const x = { dtype: 'float32', shape: [1] } as const;
  return buildModel([emit('Neg', [x], x.dtype, x.shape)], new Map([[x, 'in0']]));
}
