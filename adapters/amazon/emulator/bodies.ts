import { isObject } from './params.ts';
import type { Patch } from './patches.ts';
import { isProductType } from './product-types.ts';
import type { PatchBody, PutBody } from './submit.ts';
import type { Attributes, Instance, Requirements } from './types.ts';

const REQUIREMENTS: readonly Requirements[] = ['LISTING', 'LISTING_PRODUCT_ONLY', 'LISTING_OFFER_ONLY'];
const OPS = ['add', 'replace', 'merge', 'delete'] as const;

type Raw = Readonly<Record<string, unknown>>;

/** The body of a PUT, or what is wrong with its form. */
export function putBody(raw: Raw): PutBody | string {
  const { productType, requirements = 'LISTING', attributes } = raw;
  if (typeof productType !== 'string' || !isProductType(productType)) return "Invalid 'productType' provided.";
  const known = REQUIREMENTS.find((one) => one === requirements);
  if (!known) return "Invalid 'requirements' provided.";
  if (!isAttributes(attributes)) return "Invalid 'attributes' provided.";
  return { productType, requirements: known, attributes };
}

export function patchBody(raw: Raw): PatchBody | string {
  const { productType, patches } = raw;
  if (typeof productType !== 'string' || !isProductType(productType)) return "Invalid 'productType' provided.";
  if (!Array.isArray(patches) || patches.length === 0) return "Invalid 'patches' provided.";
  const read: Patch[] = [];
  for (const patch of patches) {
    const one = readPatch(patch);
    if (typeof one === 'string') return one;
    read.push(one);
  }
  return { productType, patches: read };
}

/** Only a top-level attribute can be patched. */
function readPatch(patch: unknown): Patch | string {
  if (!isObject(patch)) return "Invalid 'patches' provided.";
  const op = OPS.find((one) => one === patch.op);
  if (!op) return "Invalid 'op' provided.";
  const name = /^\/attributes\/([a-z0-9_]+)$/.exec(String(patch.path))?.[1];
  if (name === undefined) return "Invalid 'path' provided: only top-level attributes can be patched.";
  if (patch.value === undefined && op === 'delete') return { op, name, value: [] };
  return isInstances(patch.value) ? { op, name, value: patch.value } : "Invalid 'value' provided.";
}

export function isAttributes(value: unknown): value is Attributes {
  return isObject(value) && Object.values(value).every(isInstances);
}

function isInstances(value: unknown): value is readonly Instance[] {
  return Array.isArray(value) && value.every(isObject);
}
