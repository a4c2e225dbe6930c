import type { Provenance } from './fact.ts';

const WORDS = `
abdomen abdominal acetabulum acromion adrenal airway alveolar anatomy ankle aorta aortic arch arm arteria arterial artery
atlas atrium atria axillary axis back bein bladder body bone bones bony brachial brain brust bronchus calcaneus canal
cardiac carotid carpal cerebral cervical cervix chest clavicle coccyx colon condyle cord coronary corpus cortex costal
cranial craniofacial cranium cspine csp dental disc duodenum ear elbow esophagus extremity extremities eye eyes face
facial female femoral femur fibula finger fingers foot forearm forefoot fuss gallbladder gesicht hals hand hands head
heart hemipelvis hepatic hindfoot hip hips hueft huefte humerus iliac iliosacral incisor inferior ischium jaw joint
joints kidney kidneys kiefer knee knees knie knochen kopf larynx leg legs lingual liver lobe long lower lspine lumbar
lumbosacral lung lungs mandible mandibula mandibular maxilla maxillary maxillofacial mediastinum meniscus metacarpal
metatarsal midface midfoot mouth muscle myocardium nasal neck neuro nose orbit orbita orbital orbits palate pancreas
patella patellar pelvic pelvis petrous pharynx prostate pubis pulmonary pulmonalis radius renal rib ribs sacroiliac
sacral sacrum scaphoid scapula schaedel schulter sella shoulder shoulders sinus sinuses skeleton skin skull spinal spine
spleen sternum stomach subtalar superior talus tarsal teeth temporal thigh thoracic thorax thumb thyroid tibia tibial tmj
toe toes tooth trachea tspine ulna upper ureter uterus vascular vein venous ventricle vertebra vertebrae vertebral wbs
wirbel wrist zahn zygoma
3d 4d abd abdpel acq acquisition adc additional adult air algorithm angio angiogram angiography angulated anterior ap art
ascending asir asset average averaged averaging axial ax b0 base baseline best bilateral bl blade bolus breath bw caipi
care cbct center chan child cine clariview cm coil collimation combined comparison cone contrast control cor coronal
corrected correction ct cta ctdi ctp cube curved darkfluid default delay delayed density derived desc detail detector
diagnostic diast diastole diastolic dicom diff diffusion dixon dose dti dual dwi dynamic early echo ed edge empty
endo energy enh enhanced epi equilibrium es ex exam expiration export ext extended external fast fat fbp fc feet fesat
ffe field fiesta film filter filtered fine first flair flash flip flow fov fine fr frame frames fs fse fspgr full
functional fusion fw gad gantry gated gating gd generic gradient graft grappa gre gross guide h half hand haste he helical
high hires hr hrct hu ice idose image images imaging implant in increment index inner insp inspiration int internal
interval inversion iodine iq ir iterative iv kernel keel kv kvp large late lateral le left lft lh li lie limited linear
lo loc localiser localizer low lower ls lspn lt lung m mag magnetization mar mag map mas mask max maxip med mediastinal
medial medium metal meta mhz mid min minip mip ml mm mode model mono monoenergetic monoe motion mp mpr mprage mr mra mri
mrv ms multi multiphase myelo myelogram nac nativ native navi nc ncct ne neutral no noise non none nonenhanced normal
oben oblique obl of off old on one opp optimized orig original orthogonal os other out outer outphase overlay p parallel
part pat patient pc pca pd pediatric perf perfusion phantom phase phases phs pl plain plan plane planning plus portal
positive post posterior postcontrast postop pre precontrast preop pretreatment print prone propeller prospective protocol
proton psif pt pv quick r radial range rapid re real rec recon reconstruction reconstructions reference reformat
reformats reformatted registered regular resp retro retrospective right rl rot rotation routine rt run s sag sagittal
saggital sat scan scanogram scout se sec second sections segment segmentation sens sense seq sequence sequential series
sft sharp short si side single skel slab slice slices slow sm small smooth smart soft softtissue space special spectral
spgr spin spiral spir spoiled ss ssfse sst stack stand standard standing static std stir stealth stent stimulus stir str
strong study sub subtracted subtraction supine sure surgical surview survey surveys swi sys syst systole systolic t t1 t1w
t2 t2w t2star tagged te test tfe third thick thickness thin thn three threshold ti tilt tilted time tir tirm tissue to tof
topo topogram topography tr tra trace track trans transverse trauma triple true trufi tse tumor turbo two ultra unenhanced
unilateral unten untilt us v ve ven very vessel vibe view views virtual vol volume vr vrt vv w water weight weighted wfi
wide win window with without wo wrap x xr y z zoom
`;

/**
 * Words that a description may keep: anatomy, technique, side, plane, phase. A name is not among them because no list
 * of names can be complete; whatever is not here goes. Names that are also such words (Brain, Long, Hand) are taken out
 * case by case, since the patient's own words are looked for first.
 */
export const DESCRIPTOR_WORDS: Provenance & { readonly value: ReadonlySet<string> } = {
  value: new Set(WORDS.split(/\s+/).filter(Boolean)),
  source: 'Series, study and protocol descriptions of public CT and MR studies, and RadLex anatomy terms in common use',
  checkedOn: '2026-11-25',
  confidence: 'remembered',
};
