const ISA =
  'ISA*00*          *00*          *ZZ*PAYER          *ZZ*SUB123         *260601*0900*^*00501*000000009*0*T*:~';
const interchange = (group: string, version: string, type: string, body: string): string => {
  const count = body.split('~').filter((segment) => segment !== '').length + 2;
  return `${ISA}GS*${group}*PAYER*SUB123*20260601*0900*9*X*${version}~ST*${type}*0001*${version}~${body}SE*${count}*0001~GE*1*9~IEA*1*000000009~`;
};

/** One sound text of each kind that the readers of X12 meet. */
export const X12_SEEDS: readonly string[] = [
  interchange(
    'HP',
    '005010X221A1',
    '835',
    'BPR*I*100*C*ACH************20260601~TRN*1*TRACE7*1512345678~N1*PR*BIG PAYER~LX*1~CLP*2222-2222-2-1*1*3951.52*100*0*CI*PCN55~CAS*OA*23*1~NM1*QC*1*DOE*JANE~MOA***MA01~SVC*HC:0559T*1250.5*100**1~DTM*472*20260512~CAS*CO*45*1150.5~REF*6R*1~SVC*HC:0560T:GZ*2701.02*0**2~CAS*CO*50*2701.02*2*151*0~LQ*HE*N115~PLB*1234567893*20261231*WO:1*0~',
  ),
  interchange(
    'FA',
    '005010X231A1',
    '999',
    'AK1*HC*42*005010X222A1~AK2*837*0042*005010X222A1~IK3*NM1*8**8~IK4*9*67*7*X~IK5*R*5~AK9*R*1*1*0~',
  ),
  interchange(
    'HN',
    '005010X214',
    '277',
    'BHT*0085*08*1*20260601*0900*TH~HL*1**20*1~HL*2*1*21*1~TRN*2*B1~STC*A1:19:PR*20260601*WQ*3951.52~HL*3*2*19*1~HL*4*3*PT~NM1*QC*1*X*Y~TRN*2*2222-2222-2-1~STC*A7:562:85*20260601*U*3951.52~REF*1K*PCN55~',
  ),
  interchange(
    'HC',
    '005010X222A1',
    '837',
    'BHT*0019*00*C1*20260520*1030*CH~NM1*41*2*LAB*****46*SUB123~PER*IC*DESK*TE*2175550100~NM1*40*2*HOUSE*****46*CLR456~HL*1**20*1~NM1*85*2*HOSPITAL*****XX*1234567893~N3*1 MAIN~N4*TOWN*IL*627010001~REF*EI*123456789~HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*DOE*JANE****MI*W1~DMG*D8*19580317*F~NM1*PR*2*PAYER*****PI*60054~CLM*C1*10***11:B:1*Y*A*Y*Y~HI*ABK:I7121~LX*1~SV1*HC:0559T*10*UN*1***1~DTP*472*D8*20260512~',
  ),
];

const MSH = (kind: string): string => `MSH|^~\\&|EHR|HOSP|SPECOLA|LAB|20261120083000+0100||${kind}|MSG7|P|2.5.1`;
const PID = 'PID|1||999^^^OTHER^PI~M7^^^HOSP^MR||DOE^JANE^^^MS||19580317|F';

export const HL7_SEEDS: readonly string[] = [
  [MSH('ADT^A01'), 'EVN||20261120', PID, `PV1|1|I${'|'.repeat(42)}20261203101500`].join('\r'),
  [MSH('ADT^A40'), PID, 'MRG|7^^^OTHER^PI~M5^^^HOSP^MR'].join('\r'),
  [
    MSH('OMI^O23'),
    PID,
    'ORC|NW|P100||||||||||1234567893^Surgeon^Sue||pager 12',
    `OBR|1|P100||3DGUIDE^Osteotomy guide|R${'|'.repeat(10)}^^^^RT|1234567893^Surgeon^Sue|pager 12|ACC9${'|'.repeat(13)}^Deformity \\F\\ two planes${'|'.repeat(5)}20261220090000+0100`,
    'DG1|1||M21171^^I10',
  ].join('\r'),
];

const REQUEST = {
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  identifier: [{ system: 'urn:x', value: 'A-1' }],
  priority: 'routine',
  code: { text: 'guide', coding: [{ system: 'urn:y', code: '3D', display: 'Guide' }] },
  subject: { reference: 'Patient/1', identifier: { value: 'M7' } },
  occurrenceDateTime: '2026-12-20T08:00:00Z',
  requester: { display: 'Sue Surgeon' },
  reasonCode: [{ coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M21.171' }] }, { text: 'deformity' }],
  bodySite: [{ text: 'tibia, right' }],
};
export const FHIR_SEEDS: readonly string[] = [
  JSON.stringify(REQUEST),
  JSON.stringify(
    { resourceType: 'Bundle', type: 'collection', entry: [{ resource: REQUEST }, { resource: {} }] },
    null,
    1,
  ),
];
