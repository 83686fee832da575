// The kernels of tfjs-core that this backend leaves out, with the reason: what an
// error says and what the coverage page lists.

const STRINGS = 'it works on strings, and graphs hold numbers only';
const COMPLEX = 'it works on complex64, which ONNX graphs do not have';
const VALUES_DECIDE_SHAPE = "its result's shape depends on values, which are not known before the graph runs";
const BROWSER = 'it reads or draws pixels of a browser';

export const UNSUPPORTED: Readonly<Record<string, string>> = {
  Complex: COMPLEX,
  ComplexAbs: COMPLEX,
  Draw: BROWSER,
  FFT: COMPLEX,
  FromPixels: BROWSER,
  IFFT: COMPLEX,
  Imag: COMPLEX,
  NonMaxSuppressionV3: `${VALUES_DECIDE_SHAPE}; use tf.image.nonMaxSuppressionAsync`,
  NonMaxSuppressionV4: `${VALUES_DECIDE_SHAPE}; use tf.image.nonMaxSuppressionPaddedAsync`,
  NonMaxSuppressionV5: `${VALUES_DECIDE_SHAPE}; use tf.image.nonMaxSuppressionWithScoreAsync`,
  RaggedGather: VALUES_DECIDE_SHAPE,
  RaggedRange: VALUES_DECIDE_SHAPE,
  RaggedTensorToTensor: VALUES_DECIDE_SHAPE,
  Real: COMPLEX,
  SparseFillEmptyRows: VALUES_DECIDE_SHAPE,
  SparseReshape: VALUES_DECIDE_SHAPE,
  SparseSegmentMean: VALUES_DECIDE_SHAPE,
  SparseSegmentSum: VALUES_DECIDE_SHAPE,
  StaticRegexReplace: STRINGS,
  StringNGrams: STRINGS,
  StringSplit: STRINGS,
  StringToHashBucketFast: STRINGS,
  Unique: VALUES_DECIDE_SHAPE,
};
