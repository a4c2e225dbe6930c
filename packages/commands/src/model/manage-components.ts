import { SIDES } from '@specola/space';
import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { ComponentId, MODEL_GIVES, MODEL_TAKES } from './targets.ts';

const channel = z.int().min(0).max(255);
const facts = {
  name: z.string().min(1).max(64).optional().describe('Name to show'),
  anatomy: z.string().optional().describe('Anatomy, by its key in the table of coded anatomies'),
  side: z.enum(SIDES).optional().describe('Which of a pair it is'),
  color: z.tuple([channel, channel, channel]).optional().describe('sRGB, 0 to 255 each'),
  material: z.string().min(1).max(64).optional().describe('What it is to be printed of'),
  printer: z.string().min(1).max(64).optional().describe('Printer that it is meant for'),
} as const;

export const addMesh = declareCommand({
  name: 'model.add-mesh',
  does: 'Adds the finished mesh of an anatomy to the model as a component',
  takes: { mesh: 'mesh', ...MODEL_TAKES },
  params: z.strictObject({ component: ComponentId, ...facts }),
  gives: MODEL_GIVES,
});

export const describeComponent = declareCommand({
  name: 'model.describe',
  does: 'Says what a component is, its color and material, and the printer that it is meant for',
  takes: MODEL_TAKES,
  params: z.strictObject({ component: ComponentId, ...facts }),
  gives: MODEL_GIVES,
});

export const deleteComponent = declareCommand({
  name: 'model.delete',
  does: 'Takes a component out of the model',
  takes: MODEL_TAKES,
  params: z.strictObject({ component: ComponentId }),
  gives: MODEL_GIVES,
});
