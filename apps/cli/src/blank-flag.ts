import { type BlankRectangle, CannotBlankError } from '@specola/dicom';
import { UsageError } from './usage-error.ts';

/** A rectangle to blank, in the images of one series or of all. */
export interface BlankOrder {
  /** Series Instance UID or Series Number; null for every series. */
  readonly series: string | null;
  readonly rectangle: BlankRectangle;
}

const FORM = /^(?:([\d.]+):)?(\d{1,5}),(\d{1,5}),(\d{1,5}),(\d{1,5})$/;

/** `x,y,w,h` or `SERIES:x,y,w,h`. @throws UsageError */
export function blankOrder(text: string): BlankOrder {
  const [, series, ...numbers] = FORM.exec(text.replaceAll(' ', '')) ?? [];
  const [x, y, width, height] = numbers.map(Number) as [number, number, number, number];
  if (numbers.length !== 4 || width === 0 || height === 0)
    throw new UsageError(
      `"${text}" is no rectangle to blank.`,
      'Give column and row of its first pixel (from 0), width and height: --blank 0,0,512,40, or --blank SERIES:0,0,512,40.',
    );
  return { series: series ?? null, rectangle: { x, y, width, height } };
}

interface InSeries {
  readonly seriesUid: string;
  readonly seriesNumber: string;
}

const meant = ({ series }: BlankOrder, { seriesUid, seriesNumber }: InSeries): boolean =>
  series === null || series === seriesUid || series === seriesNumber;

export const rectanglesFor = (orders: readonly BlankOrder[], object: InSeries): BlankRectangle[] =>
  orders.filter((order) => meant(order, object)).map(({ rectangle }) => rectangle);

/** A rectangle that nothing is meant by would leave a name where somebody believes it gone. @throws CannotBlankError */
export function refuseUnmet(orders: readonly BlankOrder[], objects: readonly InSeries[]): void {
  for (const order of orders)
    if (!objects.some((object) => meant(order, object)))
      throw new CannotBlankError(
        'no object that is written is of a series of that UID or number (captures are written only with --keep-captures)',
      );
}
