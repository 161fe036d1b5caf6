import type { ObjectName } from '../../core/ports/delivery.ts';

/** One step of unwrapping: what is inside, or that there is nothing for us inside. */
export type Inner =
  /** `lacks`: what is missing beside the parts. */
  | { readonly kind: 'inside'; readonly parts: readonly unknown[]; readonly lacks?: readonly string[] }
  /** Each part is base64, of JSON or of gzip. */
  | { readonly kind: 'base64'; readonly parts: readonly unknown[] }
  | { readonly kind: 'nothing' }
  /** Files elsewhere. */
  | { readonly kind: 'objects'; readonly objects: readonly ObjectName[] }
  | { readonly kind: 'refused'; readonly reason: string };
