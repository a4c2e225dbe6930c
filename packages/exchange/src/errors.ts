import { SpecolaError } from '@specola/space';

/** An address of a peer that cannot be meant. */
export class BadAddressError extends SpecolaError {
  readonly code = 'exchange/bad-address';
  override readonly exitCode = 2;
  constructor(what: string) {
    super({
      what,
      why: 'Nothing was sent or asked.',
      mend: 'A DICOM peer is written AE@host:port (as in PACS@10.0.0.7:104), a DICOMweb service as its address (https://…/dicom-web).',
    });
  }
}

/** The peer cannot be reached at all. */
export class NoConnectionError extends SpecolaError {
  readonly code = 'exchange/no-connection';
  constructor(peer: string, reason: string) {
    super({
      what: `${peer} cannot be reached (${reason}).`,
      why: 'Nothing was sent or received.',
      mend: 'Check the host and the port, that the peer runs, and that no firewall stands between.',
    });
  }
}

/** The peer answered, and refused to talk to us. */
export class AssociationRejectedError extends SpecolaError {
  readonly code = 'exchange/association-rejected';
  constructor(peer: string, reason: string) {
    super({
      what: `${peer} rejected the association: ${reason}.`,
      why: 'Nothing was sent or received.',
      mend: 'Check both AE titles, and that the peer lists ours (and this machine) among those it talks to.',
    });
  }
}

/** The association ended before its work did: aborted, cut off, or silent for too long. */
export class AssociationBrokenError extends SpecolaError {
  readonly code = 'exchange/association-broken';
  constructor(reason: string) {
    super({
      what: `The association broke off: ${reason}.`,
      why: 'What was not confirmed before must be taken as not transferred.',
      mend: 'Run it again: what has arrived is known by its UID and is not stored twice.',
    });
  }
}

/** Bytes on the wire that are no DICOM. */
export class BadPduError extends SpecolaError {
  readonly code = 'exchange/bad-pdu';
  constructor(reason: string) {
    super({
      what: `The peer sent what is not DICOM: ${reason}.`,
      why: 'Reading on would take one thing for another, so the association was aborted.',
      mend: 'Check that the port belongs to a DICOM program; if it does, report it with the name of that program.',
    });
  }
}

/** The association stands, but the peer accepts no presentation context for what we want. */
export class ServiceNotAcceptedError extends SpecolaError {
  readonly code = 'exchange/service-not-accepted';
  constructor(peer: string, service: string, mend = 'Ask who runs the peer to enable it, or use another way.') {
    super({
      what: `${peer} does not accept ${service}.`,
      why: 'No presentation context was accepted for it, so it was not asked.',
      mend,
    });
  }
}

/** The peer answered a request with a failure status. */
export class RequestFailedError extends SpecolaError {
  readonly code = 'exchange/request-failed';
  readonly status: number;
  constructor(request: string, status: number, meaning: string) {
    super({
      what: `The peer answered ${request} with the status ${hexStatus(status)} (${meaning}).`,
      why: 'A status of failure means that the answer is missing or incomplete.',
      mend: 'Narrow the question, or look into the log of the peer for the reason.',
    });
    this.status = status;
  }
}

export const hexStatus = (status: number): string => `0x${status.toString(16).toUpperCase().padStart(4, '0')}`;

/** An instance that a peer did not take, by its UID. */
export interface Untaken {
  readonly sopInstanceUid: string;
  readonly reason: string;
}

const NAMED_AT_MOST = 8;

const named = (list: readonly Untaken[]): string => {
  const shown = list.slice(0, NAMED_AT_MOST).map(({ sopInstanceUid, reason }) => `${sopInstanceUid}: ${reason}`);
  const more = list.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more (--json lists them all)` : ''}`;
};

/** Some instances that were sent are not stored at the peer. */
export class NotStoredError extends SpecolaError {
  readonly code = 'exchange/not-stored';
  readonly untaken: readonly Untaken[];
  constructor(peer: string, untaken: readonly Untaken[], sent: number) {
    super({
      what: `${untaken.length} of ${sent} instances were not stored by ${peer} (${named(untaken)}).`,
      why: 'A series that lacks instances looks whole to whoever opens it there.',
      mend: 'Mend the reason and send the same path again: instances that are there already are not stored twice.',
    });
    this.untaken = untaken;
  }
}

/** Instances that the peer holds did not all come. */
export class NotRetrievedError extends SpecolaError {
  readonly code = 'exchange/not-retrieved';
  readonly untaken: readonly Untaken[];
  constructor(peer: string, untaken: readonly Untaken[], expected: number) {
    super({
      what: `${untaken.length} of ${expected} instances did not come from ${peer} (${named(untaken)}).`,
      why: 'The folder holds a part of the series, and is marked so.',
      mend: 'Fetch again into the same folder: only what is missing is stored.',
    });
    this.untaken = untaken;
  }
}

/** The peer holds nothing under these UIDs. */
export class NothingFoundError extends SpecolaError {
  readonly code = 'exchange/nothing-found';
  constructor(peer: string) {
    super({
      what: `${peer} holds nothing that fits.`,
      why: 'There is nothing to fetch.',
      mend: 'Look for it with "specola find", and check the UIDs.',
    });
  }
}

/** A path given to be sent holds no instance. */
export class NothingToSendError extends SpecolaError {
  readonly code = 'exchange/nothing-to-send';
  constructor(files: number) {
    super({
      what: `None of the ${files} files is a DICOM instance.`,
      why: 'There is nothing to send.',
      mend: 'Give a folder, an archive or files of a DICOM study.',
    });
  }
}

/** Among the files to send some say that they are DICOM and cannot be read. */
export class UnreadableFilesError extends SpecolaError {
  readonly code = 'exchange/unreadable-files';
  constructor(unreadable: number, sent: number) {
    super({
      what: `${unreadable} files are DICOM by their mark, but do not say which instance they are; ${sent} others were sent and stored.`,
      why: 'They may be images of the series, which then lacks them at the peer.',
      mend: 'Export them again from the system that they came from, and send them.',
    });
  }
}

/** A DICOMweb service answered with a status that is no success. */
export class HttpRefusedError extends SpecolaError {
  readonly code = 'exchange/http-refused';
  readonly httpStatus: number;
  constructor(peer: string, httpStatus: number, request: string) {
    super({
      what: `${peer} answered ${request} with HTTP status ${httpStatus}.`,
      why:
        httpStatus === 401 || httpStatus === 403
          ? 'It wants to know who asks.'
          : 'The answer is missing, so nothing can be concluded from it.',
      mend:
        httpStatus === 401 || httpStatus === 403
          ? 'Set SPECOLA_DICOMWEB_AUTHORIZATION to the header that the service wants (as in "Bearer …").'
          : 'Check the address of the service, and its log.',
    });
    this.httpStatus = httpStatus;
  }
}

/** A DICOMweb service answered with something that is not what it should be. */
export class BadReplyError extends SpecolaError {
  readonly code = 'exchange/bad-reply';
  constructor(reason: string) {
    super({
      what: `The reply of the service cannot be read: ${reason}.`,
      why: 'Taking a part of it for the whole could lose images.',
      mend: 'Check that the address is the root of a DICOMweb service; if it is, report it with the name of that program.',
    });
  }
}

/** An instance that is no instance, or not the one that it is said to be. */
export class BadInstanceError extends SpecolaError {
  readonly code = 'exchange/bad-instance';
  constructor(reason: string) {
    super({
      what: `An instance was refused: ${reason}.`,
      why: 'It could not be told apart from others, or not be opened later.',
      mend: 'Export it again from the system that it came from.',
    });
  }
}

/** An instance is there already under this UID, with other content. */
export class OtherContentError extends SpecolaError {
  readonly code = 'exchange/other-content';
  constructor(sopInstanceUid: string) {
    super({
      what: `The instance ${sopInstanceUid} is held already, with other content.`,
      why: 'A UID names one content for ever; replacing it would change images that somebody may have worked on.',
      mend: 'Find out which of the two is right; give the changed one a new UID, or remove the held one by hand.',
    });
  }
}

/** More bytes than the node takes. */
export class TooLargeError extends SpecolaError {
  readonly code = 'exchange/too-large';
  constructor(what: string, limitBytes: number) {
    super({
      what: `${what} is larger than ${limitBytes} bytes.`,
      why: 'A sender without a limit could fill the disk or the memory.',
      mend: 'Raise the limit of the node if the instance is honest.',
    });
  }
}

/** The disk is full. */
export class StoreFullError extends SpecolaError {
  readonly code = 'exchange/store-full';
  constructor() {
    super({
      what: 'There is no space left for what arrives.',
      why: 'The instance was refused whole; nothing of it was kept.',
      mend: 'Free space, and send it again.',
    });
  }
}

/** Two nodes would write into one folder. */
export class FolderInUseError extends SpecolaError {
  readonly code = 'exchange/folder-in-use';
  constructor(pid: number) {
    super({
      what: `The folder is in use by the process ${pid}.`,
      why: 'Two nodes in one folder would not know what the other holds.',
      mend: 'Stop the other one, or give this one a folder of its own.',
    });
  }
}

/** The node's settings do not fit together. */
export class BadNodeConfigError extends SpecolaError {
  readonly code = 'exchange/bad-config';
  override readonly exitCode = 2;
  constructor(what: string) {
    super({
      what,
      why: 'A node that guesses at its settings may let in whom it should not.',
      mend: 'See "specola node --help", and docs/dicom-conformance.md for the settings file.',
    });
  }
}

/** A port that cannot be listened on. */
export class CannotListenError extends SpecolaError {
  readonly code = 'exchange/cannot-listen';
  constructor(host: string, port: number, reason: string) {
    super({
      what: `Nothing can listen on ${host}:${port} (${reason}).`,
      why: 'The node would be deaf there.',
      mend: 'Choose another port, or stop what uses it; ports below 1024 need the right to them.',
    });
  }
}
