import { z } from 'zod';
import { declareCommand } from './declare.ts';

export const verifyDeviation = declareCommand({
  name: 'verify.deviation',
  does: 'Measures how far the written file, read again, lies from the grey-value surface, signed, both ways, at every vertex',
  takes: { written: 'written', surface: 'surface' },
  params: z.strictObject({}),
  gives: { deviation: 'deviation' },
});
