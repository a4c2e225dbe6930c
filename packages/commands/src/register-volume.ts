import { z } from 'zod';
import { declareCommand } from './declare.ts';

const Place = z.tuple([z.number(), z.number(), z.number()]);

/** One anatomical place in both volumes, LPS, mm. */
export const LandmarkPair = z.strictObject({
  name: z.string().default('').describe('What the place is'),
  fixedLps: Place.describe('Where it is in the fixed volume, LPS, mm'),
  movingLps: Place.describe('Where it is in the moving volume, LPS, mm'),
});
export type LandmarkPair = z.infer<typeof LandmarkPair>;

export const registerVolume = declareCommand({
  name: 'volume.register',
  does: 'Lays a moving volume on a fixed one by a rigid motion, and says how far it can be trusted',
  takes: { volume: 'volume', moving: 'volume' },
  params: z.strictObject({
    method: z
      .enum(['images', 'landmarks'])
      .default('images')
      .describe('What decides: the images (mutual information), or the landmarks alone'),
    startFrom: z
      .enum(['position', 'landmarks'])
      .default('position')
      .describe(
        'Where the search starts: frames as they are or middle on middle, whichever is more alike; or the landmarks',
      ),
    landmarks: z.array(LandmarkPair).default([]).describe('Places seen in both; what is left between them is reported'),
  }),
  gives: { registration: 'registration', picture: 'picture' },
});
