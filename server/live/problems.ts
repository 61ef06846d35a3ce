// What the live feed refuses besides what every route refuses.
import { defineProblems } from '../kernel/problem.ts';

export const liveProblems = defineProblems({
  too_many_watched: {
    status: 409,
    title: { id: 'Terlalu banyak tempat dipantau', en: 'Too many places watched' },
    detail: {
      id: 'Paling banyak {max} tempat sekaligus; pantau tempat di atasnya.',
      en: 'At most {max} places at once; watch a place above them.',
    },
  },
});
