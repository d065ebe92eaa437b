import { CURRENCIES } from './currencies.ts';
import { RestError } from './rest.ts';
import { plain } from './text.ts';
import type { WooEmulatorOptions } from './types.ts';

export interface Setting {
  readonly group: string;
  readonly id: string;
  readonly label: string;
  readonly type: 'select' | 'text' | 'number';
  readonly preset: string;
  readonly options?: Readonly<Record<string, string>>;
  value: string;
}

/** The shop's settings that decide what a number in a product means. Shop-wide, never per product. */
export class Settings {
  readonly all: readonly Setting[];

  constructor(options: WooEmulatorOptions) {
    const comma = options.decimalSeparator === ',';
    const currencies = Object.fromEntries(CURRENCIES.map(({ code, name }) => [code, name]));
    const currency = options.currency ?? 'EUR';
    if (!(currency in currencies)) currencies[currency] = currency;
    this.all = [
      select('general', 'woocommerce_currency', 'Currency', 'USD', currencies, currency),
      select('general', 'woocommerce_currency_pos', 'Currency position', 'left', POSITIONS, 'left'),
      text('general', 'woocommerce_price_thousand_sep', 'Thousand separator', ',', comma ? '.' : ','),
      text('general', 'woocommerce_price_decimal_sep', 'Decimal separator', '.', comma ? ',' : '.'),
      { ...text('general', 'woocommerce_price_num_decimals', 'Number of decimals', '2', '2'), type: 'number' },
      select('products', 'woocommerce_weight_unit', 'Weight unit', 'kg', WEIGHTS, options.weightUnit ?? 'kg'),
      select('products', 'woocommerce_dimension_unit', 'Dimensions unit', 'cm', LENGTHS, 'cm'),
    ];
  }

  value(id: string): string {
    return this.all.find((setting) => setting.id === id)?.value ?? '';
  }

  get currency(): string {
    return this.value('woocommerce_currency');
  }

  get decimalSeparator(): string {
    return this.value('woocommerce_price_decimal_sep');
  }

  group(group: string): readonly Setting[] {
    const found = this.all.filter((setting) => setting.group === group);
    if (found.length === 0) {
      throw new RestError('rest_setting_setting_group_invalid', 'Invalid setting group.', 404);
    }
    return found;
  }

  find(group: string, id: string): Setting {
    const found = this.group(group).find((setting) => setting.id === id);
    if (!found) throw new RestError('rest_setting_setting_invalid', 'Invalid setting.', 404);
    return found;
  }

  set(setting: Setting, value: unknown): void {
    const wanted = plain(value);
    if (setting.options && !(wanted in setting.options)) {
      throw new RestError('rest_setting_value_invalid', 'An invalid setting value was passed.', 400);
    }
    setting.value = wanted;
  }
}

const POSITIONS = { left: 'Left', right: 'Right', left_space: 'Left with space', right_space: 'Right with space' };
const WEIGHTS = { kg: 'kg', g: 'g', lbs: 'lbs', oz: 'oz' };
const LENGTHS = { m: 'm', cm: 'cm', mm: 'mm', in: 'in', yd: 'yd' };

function text(group: string, id: string, label: string, preset: string, value: string): Setting {
  return { group, id, label, type: 'text', preset, value };
}

function select(
  group: string,
  id: string,
  label: string,
  preset: string,
  options: Readonly<Record<string, string>>,
  value: string,
): Setting {
  return { group, id, label, type: 'select', preset, options, value };
}
