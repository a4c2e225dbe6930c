import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Begins the digest of an instance: how it is encoded, then its data set byte for byte. The meta group does not count. */
export const beginDigest = (transferSyntax: string): Hash => createHash('sha256').update(`${transferSyntax}\n`);

/** The digest of an instance that lies on the disk. */
export async function contentDigest({
  path,
  dataSetAt,
  identity,
}: {
  path: string;
  dataSetAt: number;
  identity: { readonly transferSyntax: string };
}): Promise<string> {
  const digest = beginDigest(identity.transferSyntax);
  for await (const chunk of createReadStream(path, { start: dataSetAt, highWaterMark: 1 << 20 })) digest.update(chunk);
  return digest.digest('hex');
}
