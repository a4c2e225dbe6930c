import dicomParser, { type DataSet, type Element } from 'dicom-parser';
import { tagName } from './elements.ts';
import { type AttributeRule, type Condition, IOD_RULES } from './iod-modules.ts';
import { PATIENT_AND_STUDY } from './patient-and-study.ts';

/** What is wrong with an object, where. */
export interface IodFault {
  readonly attribute: string;
  readonly fault: 'missing' | 'empty' | 'not-in-the-iod' | 'private' | 'other-value' | 'unknown-class' | 'unreadable';
}

/**
 * Reads an object as it was written and holds it against the modules of its IOD: nothing that must be there is missing
 * or empty, nothing stands in it that belongs to no module, no private attribute, values among those defined.
 */
export function checkIod(bytes: Uint8Array): IodFault[] {
  let root: DataSet;
  try {
    root = dicomParser.parseDicom(bytes);
  } catch {
    // dicom-parser throws bare strings.
    return [{ attribute: 'file', fault: 'unreadable' }];
  }
  const rules = IOD_RULES[root.string('x00080016') ?? ''];
  if (!rules) return [{ attribute: '(0008,0016)', fault: 'unknown-class' }];
  const copied = Object.keys(PATIENT_AND_STUDY).map((key) => Number.parseInt(key.slice(1), 16));
  return faultsOf(root, rules, { root, path: '', alsoAllowed: new Set(copied) });
}

interface Place {
  readonly root: DataSet;
  readonly path: string;
  readonly alsoAllowed: ReadonlySet<number>;
}

function faultsOf(set: DataSet, rules: readonly AttributeRule[], { root, path, alsoAllowed }: Place): IodFault[] {
  const faults: IodFault[] = [];
  const known = new Set(rules.map(({ tag }) => tag));
  for (const { tag: key } of Object.values(set.elements)) {
    const tag = Number.parseInt(key.slice(1), 16);
    if (tag >>> 16 === 0x0002 && path === '') continue;
    const attribute = `${path}${tagName(tag)}`;
    if ((tag >>> 16) % 2 === 1) faults.push({ attribute, fault: 'private' });
    else if (!known.has(tag) && !alsoAllowed.has(tag)) faults.push({ attribute, fault: 'not-in-the-iod' });
  }
  for (const rule of rules) {
    const attribute = `${path}${rule.name}`;
    const found = set.elements[keyOf(rule.tag)];
    const must = rule.type.endsWith('C') ? holds(rule.when ?? 'always', set, root) : rule.type !== '3';
    if (!found) {
      if (must) faults.push({ attribute, fault: 'missing' });
      continue;
    }
    const filled = isFilled(found);
    if (!filled && rule.type.startsWith('1')) faults.push({ attribute, fault: 'empty' });
    const value = rule.values && filled ? (set.string(keyOf(rule.tag)) ?? '').trim() : null;
    if (value !== null && !rule.values!.includes(value)) faults.push({ attribute, fault: 'other-value' });
    for (const item of rule.items ? (found.items ?? []) : [])
      if (item.dataSet)
        faults.push(...faultsOf(item.dataSet, rule.items!, { root, path: `${attribute} > `, alsoAllowed: new Set() }));
  }
  return faults;
}

const keyOf = (tag: number): string => `x${(tag >>> 0).toString(16).padStart(8, '0')}`;

const isFilled = ({ items, length, hadUndefinedLength, fragments }: Element): boolean =>
  items ? items.length > 0 : length > 0 || (hadUndefinedLength === true && (fragments?.length ?? 0) > 0);

function holds(condition: Condition, set: DataSet, root: DataSet): boolean {
  switch (condition) {
    case 'always':
      return true;
    case 'where-it-applies':
      return false;
    // Everything that we write is made from images, but a material.
    case 'made-from-images':
      return root.string('x00420012') !== 'model/mtl';
    case 'names-a-material':
      return namesMaterial(root);
    case 'not-manual':
      return set.string('x00620008') !== 'MANUAL';
    case 'color':
      return (set.uint16('x00280002') ?? 1) > 1;
    case 'no-orientation':
      return root.elements.x52009229 === undefined;
    case 'label-map':
      return root.string('x00620001') === 'LABELMAP';
  }
}

/** Whether an OBJ says `mtllib`, which stands before its vertices. */
function namesMaterial(root: DataSet): boolean {
  const document = root.elements.x00420011;
  if (!document) return false;
  const start = root.byteArray.subarray(document.dataOffset, document.dataOffset + Math.min(document.length, 65536));
  return /^mtllib\s/m.test(new TextDecoder('latin1').decode(start));
}
