// What the answers of several reports share.
import { z } from 'zod';
import { Day } from '../kernel/shapes.ts';

export const REPORT_TAG = 'Reports';
export const PlaceOf = z.object({ code: z.string(), name: z.string() });
export const ProductOf = z.object({ code: z.string(), name: z.string() });
export const Said = {
  title: z.string(),
  definition: z.string().meta({ description: 'What the figures mean' }),
  period: z.object({ from: Day, to: Day }),
  nextCursor: z.string().nullable(),
};
