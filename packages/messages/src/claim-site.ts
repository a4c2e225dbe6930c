import { z } from 'zod';
import { Address, ClaimParties, ClaimPatient } from './x12/claim-parties.ts';

const Staff = z.strictObject({
  id: z.string().min(1).describe('As the hospital’s accounts know them, such as the NPI'),
  familyName: z.string().min(1),
  givenName: z.string().min(1),
});

/** What a site’s claims say beside the case: who sends and bills, and where charges go. Holds no patient. */
export const ClaimSite = z.strictObject({
  schema: z.literal('specola/claim-site/1'),
  parties: ClaimParties,
  charges: z
    .strictObject({
      route: z.strictObject({
        sendingApplication: z.string().min(1),
        sendingFacility: z.string().min(1),
        receivingApplication: z.string().min(1),
        receivingFacility: z.string().min(1),
        processing: z.enum(['P', 'T']),
      }),
      department: z.string().min(1),
      performedBy: Staff,
      orderedBy: Staff,
    })
    .nullable()
    .describe('Null where no charges are posted (DFT^P03)'),
  fhir: z.strictObject({
    base: z.url().describe('Address of the site’s resources, without a slash at its end'),
    provider: z.string().min(1).describe('How the bundle names the provider'),
  }),
});
export type ClaimSite = z.infer<typeof ClaimSite>;

/** What the hospital’s registration knows of one patient and the vault does not: address and insurance. Identity. */
export const ClaimInsurance = z.strictObject({
  schema: z.literal('specola/claim-insurance/1'),
  address: Address,
  account: z.string().describe('Number of the account that charges go to; empty where there is none'),
  memberId: ClaimPatient.shape.memberId,
  subscriber: ClaimPatient.shape.subscriber,
  payer: ClaimPatient.shape.payer,
});
export type ClaimInsurance = z.infer<typeof ClaimInsurance>;
