import { z } from 'zod';

export const Npi = z
  .string()
  .regex(/^[0-9]{10}$/)
  .refine(isNpi, 'its check digit is wrong');

/** A National Provider Identifier checks itself: Luhn over its digits with 80840 in front. */
function isNpi(npi: string): boolean {
  const digits = [...`80840${npi}`].map(Number).reverse();
  const sum = digits.reduce((total, digit, at) => {
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

export const Address = z.strictObject({
  line: z.string().min(1),
  city: z.string().min(2),
  state: z.string().regex(/^[A-Z]{2}$/),
  zip: z.string().regex(/^[0-9]{5}([0-9]{4})?$/),
});

/** Stands in the head of the file as it is: no separator may be in it. */
const SenderId = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z .-]{1,14}$/);

/** What a site’s settings say of who sends, who receives and who bills. */
export const ClaimParties = z.strictObject({
  submitter: z.strictObject({
    name: z.string().min(1),
    id: SenderId,
    contact: z.string().min(1),
    phone: z.string().regex(/^[0-9]{10}$/),
  }),
  receiver: z.strictObject({ name: z.string().min(1), id: SenderId }),
  billing: z.strictObject({
    name: z.string().min(1),
    npi: Npi,
    taxonomy: z.string().regex(/^[0-9A-Z]{10}$/),
    employerId: z.string().regex(/^[0-9]{9}$/),
    address: Address,
  }),
  facility: z.strictObject({ name: z.string().min(1), npi: Npi, address: Address }).nullable(),
  rendering: z.strictObject({
    lastName: z.string().min(1),
    firstName: z.string().min(1),
    npi: Npi,
    taxonomy: z.string().regex(/^[0-9A-Z]{10}$/),
  }),
  referring: z.strictObject({ lastName: z.string().min(1), firstName: z.string().min(1), npi: Npi }).nullable(),
  /** T while testing with the clearinghouse. */
  usage: z.enum(['P', 'T']),
});
export type ClaimParties = z.infer<typeof ClaimParties>;

/** The patient and the insurance, out of the vault; held in memory while the claim is written. */
export const ClaimPatient = z.strictObject({
  lastName: z.string().min(1),
  firstName: z.string().min(1),
  birthDate: z.string().regex(/^[0-9]{8}$/),
  sex: z.enum(['F', 'M', 'U']),
  address: Address,
  medicalRecordNumber: z.string().min(1),
  memberId: z.string().min(2),
  /** Null when the patient is the one insured. */
  subscriber: z
    .strictObject({
      lastName: z.string().min(1),
      firstName: z.string().min(1),
      birthDate: z.string().regex(/^[0-9]{8}$/),
      sex: z.enum(['F', 'M', 'U']),
      address: Address,
      relationship: z.enum(['01', '19', '20', '21', '39', '40', '53', 'G8']),
    })
    .nullable(),
  payer: z.strictObject({
    name: z.string().min(1),
    id: z.string().min(2),
    filingIndicator: z.string().regex(/^[A-Z0-9]{2}$/),
  }),
});
export type ClaimPatient = z.infer<typeof ClaimPatient>;
