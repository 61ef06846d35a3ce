// What may be refused about minimum, maximum and the times they rest on.
import { defineProblems } from '../kernel/problem.ts';

export const insightProblems = defineProblems({
  threshold_order: {
    status: 422,
    title: { id: 'Minimum melebihi maksimum', en: 'Minimum above maximum' },
    detail: {
      id: 'Minimum {minimum} dosis tidak boleh melebihi maksimum {maximum} dosis.',
      en: 'The minimum of {minimum} doses may not exceed the maximum of {maximum} doses.',
    },
  },
  threshold_not_set: {
    status: 409,
    title: { id: 'Tidak ada batas yang ditetapkan', en: 'No threshold was set by hand' },
    detail: {
      id: 'Batas tempat dan produk ini sudah mengikuti rumus.',
      en: 'The thresholds of this place and product follow the formula already.',
    },
  },
});
