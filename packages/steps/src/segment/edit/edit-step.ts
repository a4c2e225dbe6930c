import type { Command, EDIT_GIVES, EDIT_TAKES, Masking } from '@specola/commands';
import { type Crew, Scope } from '@specola/kernels';
import type { Finding } from '@specola/record';
import type { Segmentation, SegmentState, Volume } from '@specola/space';
import type { z } from 'zod';
import type { Pace, Run } from '../../runner/values.ts';
import { type Change, changeSegment, holdsNothing, segmentOf } from './change-segment.ts';
import { EmptyTargetError, SegmentLockedError } from './edit-errors.ts';
import { edited } from './edit-history.ts';
import { markByHand } from './mark-by-hand.ts';

export type EditParams = { readonly segment: string; readonly masking: Masking };

/** A command that edits one segment. */
export type EditCommand<Name extends string, P extends z.ZodType<EditParams>> = Command<
  Name,
  typeof EDIT_TAKES,
  P,
  typeof EDIT_GIVES
>;

/** What a tool works with. Masks that it borrows through the scope are given back when it is done. */
export interface EditJob {
  readonly volume: Volume;
  readonly segmentation: Segmentation;
  readonly target: SegmentState;
  readonly crew: Crew;
  readonly scope: Scope;
  readonly pace: Pace;
}

/** What a tool gives: a change of its target, or a whole next state where it makes or changes other segments too. */
export type Edit =
  | (Change & { readonly findings?: readonly Finding[] })
  | { readonly next: Segmentation; readonly findings?: readonly Finding[] };

/**
 * Makes the step of an editing command from its tool: finds the target, refuses a locked one (and an empty one where the
 * tool starts from what is there), borrows memory for its time, masks the change, marks what a hand
 * touched, and keeps the state before for undo.
 */
export function editStep<Name extends string, P extends z.ZodType<EditParams>>(
  // Only its type is asked.
  _command: EditCommand<Name, P>,
  tool: (job: EditJob, params: z.output<P>) => Edit | Promise<Edit>,
  {
    needsVoxelsTo,
    byHand = false,
    reachMm = () => 0,
  }: {
    readonly needsVoxelsTo?: string;
    /** Whether a hand says where the edit ends; and how far the edit moves surfaces that a hand has drawn before. */
    readonly byHand?: boolean;
    readonly reachMm?: (params: z.output<P>) => number;
  } = {},
): Run<EditCommand<Name, P>> {
  return async ({ volume, segments }, params, { crew, pace }) => {
    const { segment, masking } = params as EditParams;
    const segmentation = segments.now;
    const target = segmentOf(segmentation, segment);
    if (target.locked) throw new SegmentLockedError(segment);
    if (needsVoxelsTo !== undefined && holdsNothing(target)) throw new EmptyTargetError(segment, needsVoxelsTo);
    using scope = new Scope(crew.arena);
    const edit = await tool({ volume, segmentation, target, crew, scope, pace }, params as z.output<P>);
    const next = 'next' in edit ? edit.next : changeSegment(segmentation, segment, edit, masking, volume);
    const marking = { byHand, reachMm: reachMm(params as z.output<P>) };
    const marked = await markByHand(segmentation, next, marking, { crew, scope });
    return { segments: edited(segments, marked), findings: edit.findings ?? [] };
  };
}
