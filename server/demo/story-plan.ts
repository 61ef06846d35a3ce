// What the demo story delivers: batches as they are made, and where they go.
export interface StoryBatch {
  product: string;
  lot: string;
  doses: number;
  /** Days from its registration, three weeks ago, to its expiry. */
  expiresIn: number;
  /** To how many of the provinces it goes, and in how many of them further down. */
  provinces: number;
  spread: number;
}

export const PROVINCES = ['32', '31', '35', '33', '73', '51', '12', '91'];
/** How many districts of a province get a share, and which part of it goes on to each of three health centres. */
export const DISTRICTS = 3;
/** The district with which the README's tour begins comes first. */
export const FIRST_DISTRICT = '3273';
export const CENTRE_SHARE = 0.2;

export const BATCHES: readonly StoryBatch[] = [
  { product: 'COV-BIO', lot: 'BF2611A', doses: 120_000, expiresIn: 300, provinces: 8, spread: 2 },
  { product: 'PENTA', lot: '5031124', doses: 60_000, expiresIn: 420, provinces: 6, spread: 2 },
  { product: 'MR', lot: 'MR0925K', doses: 40_000, expiresIn: 100, provinces: 5, spread: 1 },
  { product: 'BOPV', lot: '2070826', doses: 50_000, expiresIn: 45, provinces: 4, spread: 1 },
  { product: 'BCG', lot: 'BCG-26-117', doses: 30_000, expiresIn: 75, provinces: 4, spread: 1 },
  { product: 'HB0', lot: 'HB0611', doses: 20_000, expiresIn: 540, provinces: 4, spread: 1 },
  { product: 'IPV', lot: 'IPV77X2', doses: 25_000, expiresIn: 640, provinces: 3, spread: 1 },
  { product: 'COV-PFZ', lot: 'PF9021', doses: 12_000, expiresIn: 40, provinces: 2, spread: 1 },
];
