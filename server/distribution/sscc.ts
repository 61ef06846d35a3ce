// The numbers of packages and shipments: SSCCs under GS1's demonstration prefix, and SSCCs as requests name them.
import { z } from 'zod';

/** GS1's demonstration prefix, never given to a company: 9520 numbers products, 9521 places, 9522 packages. */
export const COMPANY_PREFIX = '9522000';

export const Sscc = z
  .string()
  .regex(/^\d{18}$/)
  .meta({ description: 'SSCC, 18 digits' });
