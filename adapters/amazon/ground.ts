import type { At, Listing } from 'mabang/contract';
import type { Definition } from './definition.ts';
import { type Place, placeOf } from './marketplaces.ts';
import { definitionOf, productTypeOf, requirementsOf } from './product-types.ts';
import type { Requirements, Settings } from './terms.ts';

/** What a listing is mapped on: where it sells, as what, and by which definition. */
export interface Ground {
  readonly place: Place;
  /** `language_tag` of its text. */
  readonly language: string;
  readonly productType: string;
  readonly requirements: Requirements;
  /** Absent while it is not at hand; then structures are those that most product types have. */
  readonly definition?: Definition;
  readonly settings: Settings;
}

export function groundOf(listing: Listing, at: At<Settings>): Ground {
  const definition = definitionOf(listing, at);
  const place = placeOf(at);
  return {
    place,
    language: definition?.language ?? place.language,
    productType: productTypeOf(listing),
    requirements: requirementsOf(listing),
    ...(definition ? { definition } : {}),
    settings: at.connection,
  };
}
