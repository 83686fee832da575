// Power spectrum of one real frame: a complex FFT of half the length over the
// packed frame, then the split into the real frame's bins. Plain numbers in
// double precision; buffers are made once and reused.

export class PowerSpectrum {
  /** Bins 0..N/2 of the frame last given to `compute`. */
  readonly power: Float64Array;
  readonly #half: number;
  readonly #window: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  /** Where input j of the half-length transform goes: j with its bits reversed. */
  readonly #order: Uint32Array;
  /** `e^{-2 pi i k / N}` for k < N/2. */
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;

  /** For frames of `window.length` samples, a power of two. */
  constructor(window: Float64Array) {
    const size = window.length;
    const half = size / 2;
    this.#half = half;
    this.#window = window;
    this.#re = new Float64Array(half);
    this.#im = new Float64Array(half);
    this.#order = bitReversal(half);
    this.#cos = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sin = Float64Array.from({ length: half }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
    this.power = new Float64Array(half + 1);
  }

  /** `|sum_n x[offset + n] w[n] e^{-2 pi i k n / N}|^2` for k = 0..N/2, into `power`. */
  compute(samples: Float32Array, offset: number): void {
    this.#load(samples, offset);
    for (let span = 1; span < this.#half; span *= 2) this.#butterflies(span);
    this.#split();
  }

  /** Even samples become real parts, odd ones imaginary parts, in bit-reversed order. */
  #load(samples: Float32Array, offset: number): void {
    const window = this.#window;
    for (let j = 0; j < this.#half; j++) {
      const to = this.#order[j] as number;
      const from = 2 * j;
      this.#re[to] = (samples[offset + from] as number) * (window[from] as number);
      this.#im[to] = (samples[offset + from + 1] as number) * (window[from + 1] as number);
    }
  }

  /** One radix-2 pass: joins transforms of length `span` into ones of twice that. */
  #butterflies(span: number): void {
    const re = this.#re;
    const im = this.#im;
    const half = this.#half;
    const stride = half / span;
    for (let k = 0; k < span; k++) {
      const c = this.#cos[k * stride] as number;
      const s = this.#sin[k * stride] as number;
      for (let a = k; a < half; a += 2 * span) {
        const b = a + span;
        const reB = re[b] as number;
        const imB = im[b] as number;
        const reA = re[a] as number;
        const imA = im[a] as number;
        const reT = reB * c - imB * s;
        const imT = reB * s + imB * c;
        re[a] = reA + reT;
        im[a] = imA + imT;
        re[b] = reA - reT;
        im[b] = imA - imT;
      }
    }
  }

  /** From the packed transform Z to the power of the real one: X[k] = E + w^k O, X[N/2-k] = conj(E - w^k O). */
  #split(): void {
    const half = this.#half;
    const power = this.power;
    for (let k = 0; k <= half / 2; k++) {
      const mirror = (half - k) % half;
      const reK = this.#re[k] as number;
      const imK = this.#im[k] as number;
      const reM = this.#re[mirror] as number;
      const imM = this.#im[mirror] as number;
      const reE = (reK + reM) / 2;
      const imE = (imK - imM) / 2;
      const reO = (imK + imM) / 2;
      const imO = (reM - reK) / 2;
      const c = this.#cos[k] as number;
      const s = this.#sin[k] as number;
      const reT = reO * c - imO * s;
      const imT = reO * s + imO * c;
      power[k] = (reE + reT) ** 2 + (imE + imT) ** 2;
      power[half - k] = (reE - reT) ** 2 + (imE - imT) ** 2;
    }
  }
}

function bitReversal(length: number): Uint32Array {
  const order = new Uint32Array(length);
  for (let span = 1; span < length; span *= 2) {
    for (let j = 0; j < span; j++) order[span + j] = (order[j] as number) + length / (2 * span);
  }
  return order;
}
