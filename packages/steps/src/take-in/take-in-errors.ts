import { SpecolaError } from '@specola/space';

/** Nobody says in which frame the coordinates are. */
export class NoFrameStatedError extends SpecolaError {
  readonly code = 'take-in/no-frame';
  constructor() {
    super({
      what: 'The file does not say in which frame its coordinates are.',
      why: 'Read as LPS what was written as RAS, left would be right and front would be back.',
      mend: 'Ask who made it, and say it with --frame LPS or --frame RAS; or have it exported with its frame (3D Slicer writes SPACE=LPS, DICOM its frame of reference).',
    });
  }
}

/** File and user say different things. */
export class FrameConflictError extends SpecolaError {
  readonly code = 'take-in/frame-conflict';
  constructor(inFile: string, told: string) {
    super({
      what: `The file says ${inFile}, and ${told} was told.`,
      why: 'One of the two is wrong, and the part would end up turned, on the other side, or of another size.',
      mend: 'Leave out --frame and --unit to take what the file says, or have the file exported again.',
    });
  }
}

/** The object lies in another frame of reference. */
export class OtherFrameError extends SpecolaError {
  readonly code = 'take-in/other-frame';
  constructor() {
    super({
      what: 'The object lies in another frame of reference than the series.',
      why: 'Its coordinates mean other places in the patient; laid over this series they would be wrong by the way between the scans.',
      mend: 'Give the series that it was made on with --series, or register the two scans first.',
    });
  }
}

/** Nobody says how long a unit is. */
export class NoUnitStatedError extends SpecolaError {
  readonly code = 'take-in/no-unit';
  constructor() {
    super({
      what: 'The file does not say in which unit its coordinates are.',
      why: 'STL and OBJ have no unit: an inch taken for a millimeter makes the part 25 times too small.',
      mend: 'Ask who made it, and say it with --unit mm (or cm, m, um, inch).',
    });
  }
}

/** Nothing of it lies in the series. */
export class OutsideSeriesError extends SpecolaError {
  readonly code = 'take-in/outside-series';
  constructor(elsewhere: string | null) {
    super({
      what: 'No part of it lies within the volume of the series.',
      why: 'It belongs to another series, another frame or another unit; there is nothing to compare it with here.',
      mend: elsewhere
        ? `${elsewhere} Ask who made it, and say the frame and the unit.`
        : 'Give the series that it was made on with --series, and check frame and unit.',
    });
  }
}

/** The object is of somebody else. */
export class OtherPatientError extends SpecolaError {
  readonly code = 'take-in/other-patient';
  constructor() {
    super({
      what: 'The object states another patient than the study.',
      why: 'What was made for one person may never be laid over the scan of another.',
      mend: 'Give the study of the patient that the object was made for.',
    });
  }
}
