import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LabelFile, readLabelFile } from '@specola/formats';
import { type Artifact, ModelRecord, SegmentationRecord, TakenInMeshRecord } from '@specola/record';
import { RECORD_FILE } from '../make-model.ts';
import { sha256Of } from '../sha256.ts';
import { ChangedFileError, NotAMadeFolderError } from './export-errors.ts';

/** What a folder of ours holds, each file checked against its record. */
export type MadeFolder =
  | {
      readonly kind: 'model';
      readonly record: ModelRecord;
      readonly labels: LabelFile;
      readonly preview: Uint8Array;
      readonly stl: Uint8Array;
    }
  | {
      readonly kind: 'segmentation';
      readonly record: SegmentationRecord;
      readonly labels: LabelFile;
      readonly preview: Uint8Array;
    }
  | {
      readonly kind: 'mesh';
      readonly record: TakenInMeshRecord;
      readonly preview: Uint8Array;
      /** The mesh on nine slices of the scan. */
      readonly overlay: Uint8Array;
      readonly stl: Uint8Array;
    };

/** @throws NotAMadeFolderError, ChangedFileError */
export async function readMadeFolder(folder: string): Promise<MadeFolder> {
  const text = await readFile(join(folder, RECORD_FILE), 'utf8').catch(() => {
    throw new NotAMadeFolderError('it has no record.json');
  });
  const record = recordIn(text);
  const fileOf = (name: string) => checkedFile(folder, name, record.artifacts);
  const preview = await fileOf('preview.png');
  if (record.schema === 'specola/taken-in-mesh-record/1')
    return { kind: 'mesh', record, preview, overlay: await fileOf('overlay.png'), stl: await fileOf('model.stl') };
  const labels = await readLabelFile(await fileOf('segmentation.nrrd'), 'nrrd');
  if (record.schema === 'specola/segmentation-record/1') return { kind: 'segmentation', record, labels, preview };
  return { kind: 'model', record, labels, preview, stl: await fileOf('model.stl') };
}

function recordIn(text: string): MadeFolder['record'] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new NotAMadeFolderError('its record.json is no JSON');
  }
  const model = ModelRecord.safeParse(json);
  if (model.success) return model.data;
  const segmentation = SegmentationRecord.safeParse(json);
  if (segmentation.success) return segmentation.data;
  const mesh = TakenInMeshRecord.safeParse(json);
  if (mesh.success) return mesh.data;
  throw new NotAMadeFolderError('its record.json is neither that of a model, nor of a segmentation, nor of a mesh');
}

async function checkedFile(folder: string, name: string, artifacts: readonly Artifact[]): Promise<Uint8Array> {
  const stated = artifacts.find(({ file }) => file === name);
  if (!stated) throw new NotAMadeFolderError(`its record names no ${name}`);
  const bytes = await readFile(join(folder, name)).catch(() => {
    throw new NotAMadeFolderError(`${name} is missing`);
  });
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (sha256Of(plain) !== stated.sha256) throw new ChangedFileError(name);
  return plain;
}
