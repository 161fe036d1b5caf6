import { compare } from './compare.ts';
import { type Document, documentOf } from './documents.ts';
import { createDraw } from './draw.ts';
import { fallsBack } from './readers.ts';

/** A document that is not read alike, and why. */
export interface Failure {
  readonly document: Document;
  readonly mismatch: string;
}

/** What a run met. `fellBack`: documents of which records were left to the slow reader. */
export interface Counted {
  documents: number;
  valid: number;
  mutated: number;
  fellBack: number;
  /** Records that were passed over, and those of them that are no JSON. */
  passed: number;
  faults: number;
  mismatches: number;
}

/** Draws documents and reads each in every way. Returns the shortest that is not read alike, if there is one. */
export async function fuzz(
  documents: number,
  seed: number,
): Promise<{ readonly counted: Counted; readonly failure: Failure | undefined }> {
  const draw = createDraw(seed);
  const counted: Counted = {
    documents: 0,
    valid: 0,
    mutated: 0,
    fellBack: 0,
    passed: 0,
    faults: 0,
    mismatches: 0,
  };
  let failure: Failure | undefined;
  while (counted.documents < documents) {
    const document = documentOf(draw);
    const { bytes, size, watch } = document;
    const { mismatch, valid, passed, faults } = await compare(bytes, size, watch);
    counted.documents++;
    counted.valid += Number(valid);
    counted.mutated += Number(document.kind !== 'grammar');
    counted.fellBack += Number(fallsBack(bytes, watch));
    counted.passed += passed;
    counted.faults += faults;
    if (mismatch === undefined) continue;
    counted.mismatches++;
    if (failure === undefined || bytes.length < failure.document.bytes.length)
      failure = { document, mismatch };
  }
  return { counted, failure };
}
