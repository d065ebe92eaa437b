import { json } from 'mabang/testing';
import { type Call, offsetOf, pageReply, type Route } from './call.ts';
import { CURRENCIES, type Currency, currencyOf } from './currencies.ts';
import { CONTEXT, PAGES } from './product-args.ts';
import { dateText, RestError } from './rest.ts';
import type { Setting } from './settings-store.ts';
import type { Shop } from './shop.ts';
import type { Media } from './types.ts';
import { toObjects } from './write-common.ts';

/** Settings, currencies, system status and the media library: what says how to read a product. */
export function shopRoutes(version: string, https: boolean): readonly Route[] {
  const currencies = '^/wc/v3/data/currencies';
  return [
    {
      method: 'GET',
      pattern: /^\/wc\/v3\/settings\/([\w-]+)$/,
      needs: 'list',
      args: {},
      handle: (call) =>
        json(call.shop.settings.group(call.ids[0] ?? '').map((setting) => settingJson(call.shop, setting))),
    },
    {
      method: 'PUT',
      pattern: /^\/wc\/v3\/settings\/([\w-]+)\/batch$/,
      needs: 'batch',
      args: {},
      handle: (call) =>
        json({
          update: toObjects(call.input.update).map((item) => {
            const setting = call.shop.settings.find(call.ids[0] ?? '', String(item.id));
            call.shop.settings.set(setting, item.value);
            return settingJson(call.shop, setting);
          }),
        }),
    },
    {
      method: 'GET',
      pattern: /^\/wc\/v3\/settings\/([\w-]+)\/([\w-]+)$/,
      needs: 'view',
      args: {},
      handle: (call) => json(settingJson(call.shop, settingOf(call))),
    },
    {
      method: 'PUT',
      pattern: /^\/wc\/v3\/settings\/([\w-]+)\/([\w-]+)$/,
      needs: 'edit',
      args: {},
      handle: (call) => {
        const setting = settingOf(call);
        if (call.input.value !== undefined) call.shop.settings.set(setting, call.input.value);
        return json(settingJson(call.shop, setting));
      },
    },
    {
      method: 'GET',
      pattern: new RegExp(`${currencies}$`),
      needs: 'list',
      args: {},
      handle: (call) => json(CURRENCIES.map((currency) => currencyJson(call.shop, currency))),
    },
    {
      method: 'GET',
      pattern: new RegExp(`${currencies}/current$`),
      needs: 'list',
      args: {},
      handle: (call) => json(currencyJson(call.shop, currencyOf(call.shop.settings.currency))),
    },
    {
      method: 'GET',
      pattern: new RegExp(`${currencies}/([\\w-]{3})$`),
      needs: 'view',
      args: {},
      handle: (call) => {
        const found = CURRENCIES.find(({ code }) => code === call.ids[0]?.toUpperCase());
        if (found) return json(currencyJson(call.shop, found));
        const message = 'There are no currencies matching these parameters.';
        throw new RestError('woocommerce_rest_data_invalid_currency', message, 404);
      },
    },
    {
      method: 'GET',
      pattern: /^\/wc\/v3\/system_status$/,
      needs: 'list',
      args: CONTEXT,
      handle: (call) => json(statusJson(call.shop, version, https)),
    },
    {
      method: 'GET',
      pattern: /^\/wp\/v2\/media$/,
      needs: 'public',
      args: PAGES,
      handle: (call, args) => {
        const { media } = call.shop.library;
        const all = [...media.values()].sort((a, b) => b.created - a.created || b.id - a.id);
        const at = offsetOf(args);
        const rows = all.slice(at, at + Number(args.per_page)).map((item) => mediaJson(call.shop, item));
        return pageReply(call, rows, all.length, args);
      },
    },
    {
      method: 'POST',
      pattern: /^\/wp\/v2\/media$/,
      needs: 'public',
      args: {},
      // The shop's keys open no door outside WooCommerce, so nobody uploads or deletes media with them.
      handle: () => {
        throw new RestError('rest_cannot_create', 'Sorry, you are not allowed to create posts as this user.', 401);
      },
    },
  ];
}

function settingOf(call: Call): Setting {
  return call.shop.settings.find(call.ids[0] ?? '', call.ids[1] ?? '');
}

function settingJson(shop: Shop, setting: Setting): Record<string, unknown> {
  const at = `${shop.site}/wp-json/wc/v3/settings/${setting.group}`;
  return {
    id: setting.id,
    label: setting.label,
    description: '',
    type: setting.type,
    default: setting.preset,
    ...(setting.options ? { options: setting.options } : {}),
    tip: '',
    value: setting.value,
    group_id: setting.group,
    _links: { self: [{ href: `${at}/${setting.id}` }], collection: [{ href: at }] },
  };
}

function currencyJson(shop: Shop, currency: Currency): Record<string, unknown> {
  const at = `${shop.site}/wp-json/wc/v3/data/currencies`;
  return {
    ...currency,
    _links: {
      self: [{ href: `${at}/${currency.code}`, targetHints: { allow: ['GET'] } }],
      collection: [{ href: at }],
    },
  };
}

function statusJson(shop: Shop, version: string, https: boolean): Record<string, unknown> {
  const { settings } = shop;
  return {
    environment: {
      home_url: shop.site,
      site_url: shop.site,
      version,
      log_directory_writable: true,
      wp_version: '6.8.3',
      wp_multisite: false,
      wp_memory_limit: 268435456,
      wp_debug_mode: false,
      wp_cron: true,
      language: 'en_US',
      external_object_cache: null,
      server_info: 'emulator',
      php_version: '8.3.0',
      php_post_max_size: 67108864,
      php_max_execution_time: 30,
      php_max_input_vars: 1000,
      max_upload_size: 67108864,
      default_timezone: 'UTC',
      remote_post_successful: true,
      remote_get_successful: true,
    },
    database: { wc_database_version: version, database_prefix: 'wp_' },
    active_plugins: [],
    inactive_plugins: [],
    theme: {},
    settings: {
      api_enabled: true,
      force_ssl: false,
      currency: settings.currency,
      currency_symbol: currencyOf(settings.currency).symbol,
      currency_position: settings.value('woocommerce_currency_pos'),
      thousand_separator: settings.value('woocommerce_price_thousand_sep'),
      decimal_separator: settings.decimalSeparator,
      number_of_decimals: Number(settings.value('woocommerce_price_num_decimals')),
    },
    security: { secure_connection: https, hide_errors: true },
    pages: [],
  };
}

function mediaJson(shop: Shop, media: Media): Record<string, unknown> {
  const slug = media.file.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return {
    id: media.id,
    date: dateText(media.created),
    date_gmt: dateText(media.created),
    guid: { rendered: media.src },
    modified: dateText(media.modified),
    modified_gmt: dateText(media.modified),
    slug,
    status: 'inherit',
    type: 'attachment',
    link: `${shop.site}/${slug}/`,
    title: { rendered: media.title },
    author: 1,
    alt_text: media.alt,
    media_type: 'image',
    mime_type: `image/${/\.png$/i.test(media.file) ? 'png' : /\.webp$/i.test(media.file) ? 'webp' : /\.gif$/i.test(media.file) ? 'gif' : 'jpeg'}`,
    source_url: media.src,
    _links: { self: [{ href: `${shop.site}/wp-json/wp/v2/media/${media.id}` }] },
  };
}
