// What a compiled function costs, counted in products: these are set against the peak of matrix products.
import type { Explanation } from '@dg-sct/tfjs-onnxruntime';

const PRODUCTS = /MatMul|Gemm|Conv|Einsum/;

/** Operations in the matrix products and convolutions of a call. */
export const flopsIn = ({ kinds }: Explanation): number =>
  kinds.filter(({ op }) => PRODUCTS.test(op)).reduce((sum, { flops }) => sum + flops, 0);
