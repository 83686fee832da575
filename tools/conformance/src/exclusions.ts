// Why a published spec is not run on the backend `onnxruntime`: one rule for each reason,
// by the spec's name. A rule that meets no spec any more fails a run of everything.

export interface Exclusion {
  readonly reason: string;
  readonly specs: RegExp;
}

/** A name that is one of the alternatives, or starts with it. */
function named(...names: readonly string[]): RegExp {
  return new RegExp(`^(${names.join('|')})`);
}

export const EXCLUSIONS: readonly Exclusion[] = [
  {
    reason: 'dtype complex64',
    specs: named(
      '.*complex(64| number| input| with 0|.dtype| type| tensor)',
      '(stft|[123]D I?R?FFT) .*(should|hann|hamming|window|step)',
      '(add|sub) upcasts when dtypes dont match',
      'encodeWeights (Complex64|Mixed dtype)',
    ),
  },
  {
    reason: 'dtype string',
    specs: named(
      'tf.buffer string',
      'memory .*string tensor',
      'encodeWeights String',
      'decodeWeights from (arraybuffer|stream) Mixed dtype',
      'clone .*string',
      '(concat3d|stack|unstack|slice ) [Aa]ccepts string',
      '(equal|notEqual|greater|greaterEqual|less|lessEqual) should support string',
      '(expandDims|fill|tile) .* string',
      'sparseToDense should work for string',
      // Made by filling with a word.
      'squeeze (default|specific dimension|all ones|squeeze only ones)',
      'staticRegexReplace ',
      'string(NGrams|Split) ',
      'stringToHashBucketFast ',
      'tensor .*string',
      'tensor (tf\\.)?tensor[1234]d?\\(\\) from (string|encoded)',
      'tensor scalar from encoded string',
      'tensor\\.bytes\\(\\) string',
      'convertToTensor (primitive string|string\\[\\]), do not force',
    ),
  },
  {
    reason: 'kernels whose result has a shape that depends on values',
    specs: named(
      'nonMaxSuppression ',
      'ragged(Gather|Range|TensorToTensor) ',
      'sparse(FillEmptyRows|Reshape|SegmentMean|SegmentSum) ',
      'unique ',
    ),
  },
  {
    reason: "kernels on a browser's pixels",
    specs: named('fromPixels, mock canvas accepts a canvas-like element'),
  },
  {
    reason: 'synchronous reads',
    specs: named('profile (squaring|reports correct kernelNames)'),
  },
];
