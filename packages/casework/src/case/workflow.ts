import type { Role } from './people.ts';

/** Where a case stands. */
export const STEPS = [
  'order',
  'image-review',
  'segmentation',
  'preparation-or-planning',
  'design',
  'overlay-and-approval',
  'print',
  'post-processing',
  'quality',
  'release',
  'delivered',
  'used',
  'closed',
  'on-hold',
  'cancelled',
] as const;
export type Step = (typeof STEPS)[number];

export interface Move {
  readonly to: Step;
  /** Rework and remake go back; they, hold and cancel need a reason. */
  readonly kind: 'forward' | 'rework' | 'remake' | 'hold' | 'cancel';
  readonly roles: readonly Role[];
}

const forward = (to: Step, ...roles: Role[]): Move => ({ to, kind: 'forward', roles });
const rework = (to: Step): Move => ({
  to,
  kind: 'rework',
  roles: ['engineer', 'radiologist', 'ordering-clinician', 'manager'],
});
const remake = (to: Step): Move => ({ to, kind: 'remake', roles: ['technician', 'engineer', 'manager'] });
const hold: Move = {
  to: 'on-hold',
  kind: 'hold',
  roles: ['ordering-clinician', 'radiologist', 'engineer', 'technician', 'manager'],
};
const cancel: Move = { to: 'cancelled', kind: 'cancel', roles: ['ordering-clinician', 'manager'] };

/** Every way a case may go. What a hold returns to is the step that it came from, so it has no row of its own. */
export const MOVES: Readonly<Record<Step, readonly Move[]>> = {
  order: [forward('image-review', 'radiologist', 'engineer', 'manager'), hold, cancel],
  'image-review': [forward('segmentation', 'radiologist', 'engineer', 'manager'), hold, cancel],
  segmentation: [
    forward('preparation-or-planning', 'engineer', 'radiologist', 'manager'),
    rework('image-review'),
    hold,
    cancel,
  ],
  'preparation-or-planning': [
    forward('design', 'engineer', 'manager'),
    rework('segmentation'),
    rework('image-review'),
    hold,
    cancel,
  ],
  design: [
    forward('overlay-and-approval', 'engineer', 'manager'),
    rework('preparation-or-planning'),
    rework('segmentation'),
    hold,
    cancel,
  ],
  'overlay-and-approval': [
    forward('print', 'engineer', 'technician', 'manager'),
    rework('design'),
    rework('preparation-or-planning'),
    rework('segmentation'),
    hold,
    cancel,
  ],
  print: [forward('post-processing', 'technician', 'engineer', 'manager'), rework('design'), hold, cancel],
  'post-processing': [forward('quality', 'technician', 'engineer', 'manager'), remake('print'), hold, cancel],
  quality: [forward('release', 'technician', 'engineer', 'manager'), remake('print'), rework('design'), hold, cancel],
  release: [forward('delivered', 'technician', 'engineer', 'manager'), remake('print'), rework('design'), hold, cancel],
  delivered: [forward('used', 'ordering-clinician', 'technician', 'manager'), remake('print'), rework('design')],
  used: [forward('closed', 'manager', 'biller'), remake('print')],
  closed: [],
  'on-hold': [cancel],
  cancelled: [],
};
