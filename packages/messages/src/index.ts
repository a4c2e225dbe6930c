export * from './x12/check-claim-message.ts';
export * from './x12/claim-parties.ts';
export * from './x12/interchange.ts';
export * from './x12/read-acknowledgement.ts';
export * from './x12/read-remittance.ts';
export * from './x12/write-claim.ts';
export * from './x12/x12-errors.ts';
