import { DEFINITIONS } from './definitions.ts';

/** One step of the schema. Steps are never edited once released: a change is a new step at the end. */
export interface Migration {
  /** `user_version` after it; counts from 1 without gaps. */
  readonly version: number;
  readonly sql: string;
}

/**
 * What the seller sells.
 *
 * Options, attributes, images and bullets are JSON text in the row of the product or SKU they belong to, not tables of
 * their own. They are read and written whole, with their owner, and never searched: with a table each, a product of ten
 * SKUs is some hundred rows to read for a diff and to compare for an import; as text it is eleven. `json_valid` keeps the
 * text honest, and the views `media` and `attribute` show it as rows to whoever looks with `sqlite3`.
 *
 * `variant` is clustered by product and position, so the SKUs of a product lie together and are read in one sweep.
 *
 * Money is integer minor units and its currency, both or neither. SKU and GTIN are text: `007` is not `7`.
 *
 * `source` tells where the values of a row of `product` or `variant` came from: `import.row.field_set`, several of them
 * separated by blanks, each field in at most one. A row that one line of one sheet made costs some ten bytes.
 */
const CATALOGUE = `
CREATE TABLE catalogue (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  revision INTEGER NOT NULL
) STRICT;
INSERT INTO catalogue (one, revision) VALUES (1, 0);

CREATE TABLE import (
  id INTEGER PRIMARY KEY,
  file TEXT NOT NULL,
  hash TEXT NOT NULL,
  mapping_hash TEXT NOT NULL,
  columns TEXT NOT NULL CHECK (json_valid(columns)),
  at TEXT NOT NULL
) STRICT;
CREATE INDEX import_hash ON import (hash, mapping_hash);

CREATE TABLE field_set (
  id INTEGER PRIMARY KEY,
  fields TEXT NOT NULL UNIQUE CHECK (json_valid(fields))
) STRICT;

CREATE TABLE product (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE CHECK (code <> ''),
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  bullets TEXT CHECK (json_valid(bullets)),
  brand TEXT,
  category TEXT NOT NULL,
  attributes TEXT CHECK (json_valid(attributes)),
  images TEXT CHECK (json_valid(images)),
  axes TEXT CHECK (json_valid(axes)),
  status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'ended')),
  source TEXT NOT NULL
) STRICT;

CREATE TABLE variant (
  product INTEGER NOT NULL REFERENCES product (id),
  position INTEGER NOT NULL,
  sku TEXT NOT NULL UNIQUE CHECK (sku <> ''),
  options TEXT CHECK (json_valid(options)),
  price INTEGER,
  price_currency TEXT,
  list_price INTEGER,
  list_price_currency TEXT,
  cost INTEGER,
  cost_currency TEXT,
  quantity INTEGER,
  gtin TEXT,
  weight INTEGER,
  length INTEGER,
  width INTEGER,
  height INTEGER,
  images TEXT CHECK (json_valid(images)),
  attributes TEXT CHECK (json_valid(attributes)),
  status TEXT NOT NULL CHECK (status IN ('active', 'ended')),
  source TEXT NOT NULL,
  PRIMARY KEY (product, position),
  CHECK ((price IS NULL) = (price_currency IS NULL)),
  CHECK ((list_price IS NULL) = (list_price_currency IS NULL)),
  CHECK ((cost IS NULL) = (cost_currency IS NULL)),
  CHECK ((length IS NULL) = (width IS NULL) AND (width IS NULL) = (height IS NULL))
) STRICT, WITHOUT ROWID;

CREATE VIEW media (code, sku, position, url, alt) AS
  SELECT p.code, NULL, j.key + 1, j.value ->> 'url', j.value ->> 'alt' FROM product p, json_each(p.images) j
  UNION ALL
  SELECT p.code, v.sku, j.key + 1, j.value ->> 'url', j.value ->> 'alt'
  FROM variant v JOIN product p ON p.id = v.product, json_each(v.images) j;

CREATE VIEW attribute (code, sku, name, value) AS
  SELECT p.code, NULL, j.key, j.value FROM product p, json_each(p.attributes) j
  UNION ALL
  SELECT p.code, v.sku, j.key, j.value
  FROM variant v JOIN product p ON p.id = v.product, json_each(v.attributes) j;

CREATE TABLE override (
  channel TEXT NOT NULL,
  code TEXT NOT NULL,
  sku TEXT NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (channel, code, sku, field)
) STRICT, WITHOUT ROWID;
`;

/**
 * What is remembered of each channel.
 *
 * `ledger` is what mabang sent; `seen` is the seller's own copy of what the platform showed. Snapshots are long, so both
 * are rowid tables: a clustered row of their length would spill. `seen.read` is the number of the read that saw it last.
 */
const CHANNELS = `
CREATE TABLE ledger (
  id INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  code TEXT NOT NULL,
  remote_id TEXT NOT NULL,
  remote_key TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('made', 'adopted')),
  ended INTEGER NOT NULL CHECK (ended IN (0, 1)),
  at TEXT NOT NULL,
  sent TEXT NOT NULL,
  echo TEXT NOT NULL,
  UNIQUE (channel, code)
) STRICT;

CREATE TABLE channel (
  channel TEXT PRIMARY KEY,
  read INTEGER NOT NULL DEFAULT 0,
  facts TEXT CHECK (json_valid(facts)),
  facts_at TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE seen (
  id INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  remote_key TEXT NOT NULL,
  code TEXT NOT NULL,
  remote_id TEXT NOT NULL,
  mark TEXT NOT NULL CHECK (mark IN ('ours', 'theirs', 'none')),
  ended INTEGER NOT NULL CHECK (ended IN (0, 1)),
  read INTEGER NOT NULL,
  seen_at TEXT NOT NULL,
  skus TEXT NOT NULL CHECK (json_valid(skus)),
  snapshot TEXT NOT NULL,
  UNIQUE (channel, remote_key)
) STRICT;
CREATE INDEX seen_code ON seen (channel, code);

CREATE TABLE seen_sku (
  channel TEXT NOT NULL,
  sku TEXT NOT NULL,
  seen INTEGER NOT NULL REFERENCES seen (id) ON DELETE CASCADE,
  PRIMARY KEY (channel, sku, seen)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_sku_seen ON seen_sku (seen);

CREATE TABLE asset (
  channel TEXT NOT NULL,
  url TEXT NOT NULL,
  remote TEXT NOT NULL CHECK (json_valid(remote)),
  PRIMARY KEY (channel, url)
) STRICT, WITHOUT ROWID;

CREATE TABLE size (
  channel TEXT NOT NULL,
  name TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size > 0),
  PRIMARY KEY (channel, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE lock (
  channel TEXT PRIMARY KEY,
  token TEXT NOT NULL,
  pid INTEGER NOT NULL,
  boot TEXT NOT NULL,
  host TEXT NOT NULL,
  command TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** What was sent, when, and what became of it. Nothing here is deleted: it is the source of undo. */
const JOURNAL = `
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  channel TEXT NOT NULL,
  plan_hash TEXT,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  ended TEXT,
  summary TEXT CHECK (json_valid(summary))
) STRICT;

CREATE TABLE ticket (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run (id),
  channel TEXT NOT NULL,
  ticket TEXT NOT NULL CHECK (json_valid(ticket)),
  at TEXT NOT NULL,
  open INTEGER NOT NULL DEFAULT 1 CHECK (open IN (0, 1))
) STRICT;
CREATE INDEX ticket_open ON ticket (channel) WHERE open = 1;

CREATE TABLE entry (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run (id),
  channel TEXT NOT NULL,
  change_id TEXT NOT NULL,
  code TEXT NOT NULL,
  sku TEXT,
  verb TEXT NOT NULL CHECK (verb IN ('create', 'update', 'end')),
  state TEXT NOT NULL
    CHECK (state IN ('intent', 'applied', 'accepted', 'landed', 'not-landed', 'rejected', 'unknown', 'void')),
  retry TEXT CHECK (retry IN ('never', 'later')),
  ticket INTEGER REFERENCES ticket (id),
  reason TEXT,
  at TEXT NOT NULL,
  issues TEXT CHECK (json_valid(issues)),
  facets TEXT NOT NULL CHECK (json_valid(facets))
) STRICT;
CREATE INDEX entry_state ON entry (channel, state);
CREATE INDEX entry_change ON entry (channel, change_id);
CREATE INDEX entry_run ON entry (run);
`;

/**
 * By what an unchanged row of a returning sheet is recognised before it is read.
 *
 * `sheet_print` holds, for every kind of sheet (mapping, header and encoding: `context`), prints of rows that would change
 * nothing if they were read again, five numbers of 32 bits each, many to a row of this table: a row for each would cost more
 * than reading the sheet. They hold as of `import`; of a product that an import changed after that, the print says nothing
 * any more, and `product_change` tells which those are.
 */
const PRINTS = `
CREATE TABLE product_change (
  product INTEGER PRIMARY KEY REFERENCES product (id),
  import INTEGER NOT NULL REFERENCES import (id)
) STRICT;

CREATE TABLE sheet_context (
  id INTEGER PRIMARY KEY,
  context TEXT NOT NULL UNIQUE,
  import INTEGER NOT NULL REFERENCES import (id)
) STRICT;

CREATE TABLE sheet_print (
  context INTEGER NOT NULL REFERENCES sheet_context (id),
  part INTEGER NOT NULL,
  prints BLOB NOT NULL,
  UNIQUE (context, part)
) STRICT;
`;

/** Who ran it: `user@host`. Runs of before say nothing. */
const WHO = 'ALTER TABLE run ADD COLUMN who TEXT;';

/**
 * Which SKUs each supplier gives: those of suppliers whose mapping says what becomes of missing ones, and of no others. `seen` is the
 * import that had the SKU last; of a supplier, its last whole sheet. `ended`: it was ended because it was missing, and not by a word of the sheet.
 */
const SUPPLIERS = `
CREATE TABLE supplier (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  seen INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE supplier_sku (
  supplier INTEGER NOT NULL REFERENCES supplier (id),
  sku TEXT NOT NULL,
  seen INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),
  PRIMARY KEY (supplier, sku)
) STRICT, WITHOUT ROWID;
`;

/**
 * `pace` is how far the buckets of an account are used, in Unix milliseconds, so that processes that run at the same time or one
 * after the other keep to one limit together. `removal` is what was taken off a platform without our doing, by listing or (where
 * `sku` is not empty) by SKU; `allowed` is when the seller said that it may be listed again. `seen.removed` is what the platform
 * itself says of it. Few changes are ever refused for good, and every push asks after those it is about to make.
 */
const CARE = `
CREATE TABLE pace (
  account TEXT NOT NULL,
  bucket TEXT NOT NULL,
  due REAL NOT NULL,
  held REAL NOT NULL,
  at REAL NOT NULL,
  PRIMARY KEY (account, bucket)
) STRICT, WITHOUT ROWID;

CREATE TABLE removal (
  channel TEXT NOT NULL,
  code TEXT NOT NULL,
  sku TEXT NOT NULL,
  at TEXT NOT NULL,
  why TEXT NOT NULL CHECK (json_valid(why)),
  allowed TEXT,
  PRIMARY KEY (channel, code, sku)
) STRICT, WITHOUT ROWID;

ALTER TABLE seen ADD COLUMN removed TEXT CHECK (json_valid(removed));

CREATE INDEX entry_refused ON entry (channel, change_id) WHERE state = 'rejected' AND retry = 'never';
`;

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: CATALOGUE + CHANNELS + JOURNAL },
  { version: 2, sql: PRINTS },
  { version: 3, sql: DEFINITIONS },
  { version: 4, sql: WHO },
  { version: 5, sql: SUPPLIERS },
  { version: 6, sql: CARE },
];
