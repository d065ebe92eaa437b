import { ApiError, missing, wrong } from './errors.ts';
import * as read from './input.ts';
import type { AttributeChoice, AttributeSpec, Body, Dimension, ExtendedField, LogisticChoice } from './types.ts';
import type { World } from './world.ts';

/** Parts of a request body that several calls share. */

export function parseDimension(body: Body): Dimension | undefined {
  const given = read.maybeObject(body, 'dimension');
  return (
    given && {
      height: read.int(given, 'package_height'),
      length: read.int(given, 'package_length'),
      width: read.int(given, 'package_width'),
    }
  );
}

/** Sum over locations. A shop without warehouses may not name one. */
export function parseStock(body: Body): number | undefined {
  const given = read.maybeList(body, 'seller_stock');
  if (!given) return undefined;
  if (given.length === 0) throw missing('seller_stock');
  if (given.some((one) => (read.maybeText(one, 'location_id') ?? '') !== '')) {
    const message = 'You do not have right to use seller location_id, please only fill seller_stock filed.';
    throw new ApiError('error_auth', message);
  }
  const stocks = given.map((one) => read.int(one, 'stock'));
  if (stocks.some((stock) => stock < 0)) throw wrong('stock must not be negative');
  return stocks.reduce((sum, stock) => sum + stock, 0);
}

export function parseLogistics(body: Body): readonly LogisticChoice[] | undefined {
  return read.maybeList(body, 'logistic_info')?.map((one) => {
    const [fee, size] = [read.maybeNumber(one, 'shipping_fee'), read.maybeInt(one, 'size_id')];
    return {
      id: read.int(one, 'logistic_id'),
      enabled: read.flag(one, 'enabled'),
      free: read.maybeFlag(one, 'is_free') ?? false,
      ...(fee === undefined ? {} : { fee }),
      ...(size === undefined ? {} : { size }),
    };
  });
}

/** Description in either kind. The extended kind is for shops that were let in. */
export function parseDescription(
  world: World,
  body: Body,
): { readonly description: string; readonly extended?: readonly ExtendedField[] } | undefined {
  const type = read.maybeText(body, 'description_type') ?? 'normal';
  const info = read.maybeObject(body, 'description_info');
  if (type !== 'extended') {
    if (info) throw wrong('description_info needs description_type extended');
    const description = read.maybeText(body, 'description');
    return description === undefined ? undefined : { description };
  }
  if (!world.options.extendedDescription) throw wrong('the shop is not allowed to use extended_description');
  const fields = read.list(read.object(info ?? {}, 'extended_description'), 'field_list');
  const extended = fields.map((field): ExtendedField => {
    if (read.text(field, 'field_type') === 'text') return { text: read.text(field, 'text') };
    return { image: read.text(read.object(field, 'image_info'), 'image_id') };
  });
  return { description: '', extended };
}

/** Brand as it is kept: 0 is none. A brand that exists must be one of the category's. */
export function parseBrand(world: World, body: Body, category: number): { id: number; name: string } | undefined {
  const given = read.maybeObject(body, 'brand');
  const spec = world.catalogue.get(category);
  if (!given) return undefined;
  const id = read.maybeInt(given, 'brand_id');
  if (id === undefined) throw new ApiError('error_invalid_brand', 'Brand ID required');
  if (id === 0) return { id: 0, name: 'No Brand' };
  const found = spec?.brands?.find((brand) => brand.id === id);
  if (!found) throw new ApiError('error_invalid_brand', 'Invalid brand');
  return found;
}

export function checkBrand(world: World, brand: { readonly id: number }, category: number): void {
  if (brand.id === 0 && world.catalogue.get(category)?.brandMandatory) {
    throw new ApiError('error_less_required_brand', 'Brand information required');
  }
}

/** Attribute values as sent, checked against the category's tree: children count where their value was chosen. */
export function parseAttributes(body: Body): readonly AttributeChoice[] | undefined {
  return read.maybeList(body, 'attribute_list')?.map((one) => ({
    id: read.int(one, 'attribute_id'),
    values: (read.maybeList(one, 'attribute_value_list') ?? []).map((value) => ({
      id: read.int(value, 'value_id'),
      name: read.maybeText(value, 'original_value_name') ?? '',
      unit: read.maybeText(value, 'value_unit') ?? '',
    })),
  }));
}

/** The choices with the names of the platform's own values. Throws what is missing, unknown or of the wrong kind. */
export function checkAttributes(
  world: World,
  choices: readonly AttributeChoice[],
  category: number,
): readonly AttributeChoice[] {
  const open = [...(world.catalogue.get(category)?.attributes ?? [])];
  const allowed = new Map<number, AttributeSpec>();
  for (let spec = open.shift(); spec; spec = open.shift()) {
    allowed.set(spec.id, spec);
    const chosen = choices.find((choice) => choice.id === spec?.id)?.values ?? [];
    if (spec.mandatory && chosen.length === 0) {
      throw new ApiError('error_less_required_attribute', 'Mandatory attribute information required');
    }
    for (const value of spec.values ?? []) {
      if (value.children && chosen.some(({ id }) => id === value.id)) open.push(...value.children);
    }
  }
  return choices.map((choice) => {
    const spec = allowed.get(choice.id);
    if (!spec) throw new ApiError('error_invalid_category_attribute', 'Category and attribute not match.');
    const max = spec.input >= 4 ? (spec.max ?? 5) : 1;
    if (choice.values.length > max) throw new ApiError('error_invalid_attribute_value', 'Invalid attribute value.');
    return { ...choice, values: choice.values.map((value) => checkValue(spec, value)) };
  });
}

function checkValue(spec: AttributeSpec, value: AttributeChoice['values'][number]): AttributeChoice['values'][number] {
  const invalid = new ApiError('error_invalid_attribute_value', 'Invalid attribute value.');
  if (value.id !== 0) {
    if (spec.input === 3) throw new ApiError('error_value_id_must_equal_zero', 'Value_id must equal 0.');
    const known = spec.values?.find(({ id }) => id === value.id);
    if (!known) throw invalid;
    return { id: known.id, name: known.name, unit: '' };
  }
  if (spec.input === 1 || spec.input === 4) throw invalid;
  if (value.name === '') throw new ApiError('error_value_name_required', 'Value_name is required.');
  if (spec.units && !spec.units.includes(value.unit))
    throw new ApiError('error_param', 'Invalid attribute. value_unit');
  const integer = spec.validation === 1 || spec.validation === 4;
  if (integer && !/^\d+$/.test(value.name)) throw invalid;
  if (spec.validation === 3 && !/^\d+(?:\.\d+)?$/.test(value.name)) throw invalid;
  return value;
}
