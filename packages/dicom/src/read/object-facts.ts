import type { DataSet } from 'dicom-parser';
import { identityOf, withoutIdentity } from './identity.ts';

/** What an object says of how it was made, beside its pixels and its place. Nothing here says who was imaged. */
export interface ObjectFacts {
  /** Reconstruction kernel as the scanner names it; empty where not stated, or if it holds an identity. */
  readonly kernel: string;
  /** A contrast agent is named, or given by way of a sequence. */
  readonly contrast: boolean;
  /** What the tag says; its sign differs between makers, so nothing is placed by it. */
  readonly tiltTagDeg: number | null;
  /** Pixels went through a lossy compression once, whatever holds them now. */
  readonly lossy: { readonly ratio: number | null } | null;
  /** Burned In Annotation, as stated. */
  readonly burnedIn: 'yes' | 'no' | 'not stated';
  /** Day of the acquisition (or series, or study), YYYY-MM-DD; stays with whoever computes an age from it. */
  readonly madeOn: string | null;
  /** As stated; enhanced objects state it in their shared groups. */
  readonly sliceThicknessMm: number | null;
  readonly multiFrame: boolean;
  readonly secondaryCapture: boolean;
}

const SECONDARY_CAPTURE = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.7(\.\d)?$/;

export function objectFactsOf(dataSet: DataSet): ObjectFacts {
  const text = (tag: string): string => (dataSet.string(tag) ?? '').trim();
  const number = (tag: string): number | null => {
    const first = text(tag).split('\\')[0]!;
    return first !== '' && Number.isFinite(Number(first)) ? Number(first) : null;
  };
  const burned = text('x00280301').toUpperCase();
  return {
    kernel: withoutIdentity(text('x00181210').replaceAll('\\', ' '), identityOf(dataSet)),
    contrast: text('x00180010') !== '' || (dataSet.elements.x00180012?.items?.length ?? 0) > 0,
    tiltTagDeg: number('x00181120'),
    lossy: text('x00282110') === '01' ? { ratio: number('x00282112') } : null,
    burnedIn: burned === 'YES' ? 'yes' : burned === 'NO' ? 'no' : 'not stated',
    madeOn: dayOf(text('x00080022') || text('x00080021') || text('x00080020')),
    sliceThicknessMm: number('x00180050') ?? sharedThickness(dataSet),
    multiFrame: (dataSet.intString('x00280008') ?? 1) > 1,
    secondaryCapture: SECONDARY_CAPTURE.test(text('x00080016')),
  };
}

/** Pixel Measures Sequence of the shared functional groups (PS3.3 C.7.6.16.2.1). */
function sharedThickness(dataSet: DataSet): number | null {
  const measures = dataSet.elements.x52009229?.items?.[0]?.dataSet?.elements.x00289110?.items?.[0]?.dataSet;
  const thickness = measures?.floatString('x00180050');
  return thickness !== undefined && Number.isFinite(thickness) ? thickness : null;
}

/** 20150206, and 2015.02.06 as ACR-NEMA wrote it. */
function dayOf(text: string): string | null {
  const parts = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(text);
  return parts ? `${parts[1]}-${parts[2]}-${parts[3]}` : null;
}
