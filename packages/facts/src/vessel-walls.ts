import type { Fact } from './fact.ts';

/** Thickness of the wall that is printed around the blood pool of a vessel, mm. */
export const VESSEL_WALLS: Fact<{ readonly aorta: number; readonly carotid: number; readonly coronary: number }> = {
  value: { aorta: 3, carotid: 1.5, coronary: 1 },
  source: 'Published walls of vessel models printed on a Stratasys J750 (PolyJet): aorta 3, carotid 1.5, coronary 1 mm',
  checkedOn: '2026-11-25',
  confidence: 'stated',
};
