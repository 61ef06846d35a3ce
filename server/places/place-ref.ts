// A place as the answers of other rooms name it.
import { z } from 'zod';
import { LEVELS, type Directory } from './directory.ts';

export const PlaceRef = z.object({ code: z.string(), name: z.string(), level: z.enum(LEVELS) });
export type PlaceRef = z.infer<typeof PlaceRef>;

/** Names the place of that id. */
export function placeRef(directory: Directory, id: string): PlaceRef {
  const { code, name, level } = directory.get(id);
  return { code, name, level };
}
