import { z } from 'zod';

const mm = z.number().positive();

const provenance = {
  source: z.string().min(3).describe('Where the number comes from'),
  checkedOn: z.iso.date(),
  confidence: z.enum(['stated', 'measured', 'remembered']),
};

const fact = <T extends z.ZodType>(value: T, says: string) => z.strictObject({ value, ...provenance }).describe(says);

/** The least wall for parts up to a size: large parts are handled, washed and lifted by their own weight. */
export const WallRule = z.strictObject({
  upToSumOfSidesMm: mm.nullable().describe('Width, depth and height of the part added up; null: of any size'),
  supportedMm: mm.describe('A wall that is held on two sides or more'),
  unsupportedMm: mm.describe('A wall that stands free on its other sides'),
});
export type WallRule = z.infer<typeof WallRule>;

/** What a printer can make, each number with its source. Angles are told from the vertical: 0 a wall, 90 a ceiling. */
export const Printer = z.strictObject({
  label: z.string().min(1),
  technology: z.enum(['vat-photopolymerization', 'powder-bed-fusion', 'material-extrusion', 'material-jetting']),
  buildVolumeMm: fact(z.tuple([mm, mm, mm]), 'Width, depth and height that it can fill'),
  layerMm: fact(mm, 'Height of a layer as it is commonly set'),
  wallMm: fact(z.array(WallRule).min(1), 'Least walls, the smallest parts first'),
  smallestFeatureMm: fact(mm, 'What is smaller is not built, or closes'),
  gapMm: fact(mm, 'Parts nearer to each other than this grow together'),
  overhangDeg: fact(
    z.number().min(0).max(90).nullable(),
    'Faces that lean further over than this need support; null: none does, powder or gel carries them',
  ),
  drainHoleMm: fact(mm.nullable(), 'The smallest hole that lets resin, powder or gel out; null: nothing is trapped'),
  triangles: fact(z.int().positive(), 'More triangles than this its slicer opens slowly, or not at all'),
});
export type Printer = z.infer<typeof Printer>;

type Provenance = Pick<Printer['layerMm'], 'source' | 'checkedOn' | 'confidence'>;

const CHECKED_ON = '2026-11-25';
const stated =
  (source: string) =>
  <T>(value: T): { value: T } & Provenance => ({ value, source, checkedOn: CHECKED_ON, confidence: 'stated' });
const remembered =
  (source: string) =>
  <T>(value: T): { value: T } & Provenance => ({ value, source, checkedOn: CHECKED_ON, confidence: 'remembered' });

const sheet = (maker: string) =>
  remembered(`${maker}: the maker’s data sheet, from memory; look it up for your machine`);

/** Materialise’s rule for stereolithography: by the sides of the part added up. A free wall half as much again. */
const RESIN_WALLS = stated(
  'Materialise, design rules for stereolithography: 1 mm below 200 mm (sides added up), 2 mm to 400 mm, 3 mm above; free walls half as much again (common practice)',
)<WallRule[]>([
  { upToSumOfSidesMm: 200, supportedMm: 1, unsupportedMm: 1.5 },
  { upToSumOfSidesMm: 400, supportedMm: 2, unsupportedMm: 3 },
  { upToSumOfSidesMm: null, supportedMm: 3, unsupportedMm: 4.5 },
]);
const resinDrain = remembered(
  'Desktop resin printers: two holes of 3.5 mm or more at the lowest points; below that resin stays and cups burst layers',
)(3.5);
const resinGap = stated(
  'BoneReconstructionPlanner: 0.05 to 0.2 mm wherever surfaces meet, 0.25 mm a side for slots (SLA)',
)(0.25);
const powderWalls = remembered('Service bureaus for PA12: 0.7 mm, 1 mm for what stands free; larger parts 1.5 mm')<
  WallRule[]
>([
  { upToSumOfSidesMm: 400, supportedMm: 0.7, unsupportedMm: 1 },
  { upToSumOfSidesMm: null, supportedMm: 1, unsupportedMm: 1.5 },
]);
const slicer = remembered(
  'Desktop slicers stay fluent to some two million triangles on a usual machine; above five million many give up',
);

/** Printers of hospital labs. A site adds its own, or changes these, in a file of its own. */
export const PRINTERS = {
  'desktop-sla': {
    label: 'Desktop stereolithography (as Form 3B+)',
    technology: 'vat-photopolymerization',
    buildVolumeMm: sheet('Formlabs Form 3B+')<[number, number, number]>([145, 145, 193]),
    layerMm: remembered('0.1 mm is the usual setting for models')(0.1),
    wallMm: RESIN_WALLS,
    smallestFeatureMm: remembered('Formlabs’ design guide: 0.2 mm wire and 0.3 mm embossed detail')(0.3),
    gapMm: resinGap,
    overhangDeg: remembered('Desktop resin: faces that lean over more than 70° from the vertical sag')(70),
    drainHoleMm: resinDrain,
    triangles: slicer(2_000_000),
  },
  'large-sla': {
    label: 'Large stereolithography (as Form 3BL)',
    technology: 'vat-photopolymerization',
    buildVolumeMm: sheet('Formlabs Form 3BL')<[number, number, number]>([335, 200, 300]),
    layerMm: remembered('0.1 mm is the usual setting for models')(0.1),
    wallMm: RESIN_WALLS,
    smallestFeatureMm: remembered('Formlabs’ design guide: 0.2 mm wire and 0.3 mm embossed detail')(0.3),
    gapMm: resinGap,
    overhangDeg: remembered('Desktop resin: faces that lean over more than 70° from the vertical sag')(70),
    drainHoleMm: resinDrain,
    triangles: slicer(2_000_000),
  },
  'desktop-fdm': {
    label: 'Desktop material extrusion, 0.4 mm nozzle (as Prusa MK4)',
    technology: 'material-extrusion',
    buildVolumeMm: sheet('Prusa MK4')<[number, number, number]>([250, 210, 220]),
    layerMm: remembered('0.2 mm is the usual setting for a 0.4 mm nozzle')(0.2),
    wallMm: remembered('Two widths of the nozzle, three for what stands free')<WallRule[]>([
      { upToSumOfSidesMm: null, supportedMm: 0.8, unsupportedMm: 1.2 },
    ]),
    smallestFeatureMm: remembered('One width of the nozzle: a single line')(0.4),
    gapMm: stated('BoneReconstructionPlanner: 0.4 mm a side for extrusion')(0.4),
    overhangDeg: remembered('The 45° rule of extrusion')(45),
    drainHoleMm: remembered('Hollows of extruded parts hold air and infill')(null),
    triangles: slicer(2_000_000),
  },
  polyjet: {
    label: 'Material jetting (as J750 Digital Anatomy)',
    technology: 'material-jetting',
    buildVolumeMm: sheet('Stratasys J750')<[number, number, number]>([490, 390, 200]),
    layerMm: remembered('27 µm in high-mix mode')(0.027),
    wallMm: stated(
      'Forge Labs, PolyJet design guide: walls of 1 mm or more; free walls half as much again (common practice)',
    )<WallRule[]>([{ upToSumOfSidesMm: null, supportedMm: 1, unsupportedMm: 1.5 }]),
    smallestFeatureMm: stated('PolyJet detail 0.5 mm or more (section on text of published guides)')(0.5),
    gapMm: stated('Forge Labs, PolyJet design guide: 0.3 to 0.4 mm a side for parts that move')(0.3),
    overhangDeg: remembered('Support gel stands under everything')(null),
    drainHoleMm: stated(
      'Forge Labs, PolyJet design guide: holes of 1 mm or more; support gel is washed out through them',
    )(1),
    triangles: slicer(5_000_000),
  },
  sls: {
    label: 'Laser sintering of polyamide (as Fuse 1+)',
    technology: 'powder-bed-fusion',
    buildVolumeMm: sheet('Formlabs Fuse 1+')<[number, number, number]>([159, 159, 295]),
    layerMm: remembered('0.11 mm')(0.11),
    wallMm: powderWalls,
    smallestFeatureMm: remembered('Service bureaus for PA12: 0.5 mm')(0.5),
    gapMm: remembered('Service bureaus for PA12: 0.5 mm between parts, or powder sinters between them')(0.5),
    overhangDeg: remembered('Powder carries everything')(null),
    drainHoleMm: remembered('Service bureaus for PA12: two holes of 3.5 mm or more to get the powder out')(3.5),
    triangles: slicer(2_000_000),
  },
  mjf: {
    label: 'Multi jet fusion of polyamide (as HP 5200)',
    technology: 'powder-bed-fusion',
    buildVolumeMm: sheet('HP Jet Fusion 5200')<[number, number, number]>([380, 284, 380]),
    layerMm: remembered('0.08 mm')(0.08),
    wallMm: powderWalls,
    smallestFeatureMm: remembered('Service bureaus for PA12: 0.5 mm')(0.5),
    gapMm: remembered('Service bureaus for PA12: 0.5 mm between parts, or powder fuses between them')(0.5),
    overhangDeg: remembered('Powder carries everything')(null),
    drainHoleMm: remembered('Service bureaus for PA12: two holes of 3.5 mm or more to get the powder out')(3.5),
    triangles: slicer(5_000_000),
  },
} as const satisfies Record<string, Printer>;
