//! Every limit of the shop, side by side, and their agreement with one another and with AWS.

/// Lines of one cart or order. Real wholesale invoices have 576.
pub const LINES_MAX: usize = 1_000;
/// Units of one line.
pub const QUANTITY_MAX: u32 = 1_000_000;
/// Lines kept in one stored page of an order, and reserved in one transaction.
pub const LINES_PER_PAGE: usize = 25;
/// Pages of lines that one edit of an order may add or take units off: all of them are one
/// transaction.
pub const EDIT_PAGES_MAX: usize = 64;
/// Payments of one order, tried ones included.
pub const PAYMENTS_MAX: usize = 20;
/// Payments tried in one checkout: enough for a person, too few for somebody who tries out cards.
pub const CHECKOUT_PAYMENTS_MAX: usize = 8;
/// Components of one kit.
pub const KIT_COMPONENTS_MAX: usize = 20;
/// Variants of one product, and SKUs that one write of it may add, change and drop.
pub const VARIANTS_MAX: usize = 80;
/// Options of one product, such as size and colour.
pub const OPTIONS_MAX: usize = 3;
/// Typed attributes of one product.
pub const ATTRIBUTES_MAX: usize = 50;
/// Values of one option.
pub const OPTION_VALUES_MAX: usize = 80;
/// Names that other systems have for one product.
pub const EXTERNAL_KEYS_MAX: usize = 5;
/// Languages one product is described in, besides the shop's own.
pub const TRANSLATIONS_MAX: usize = 5;
/// Bytes of text of one product, so that it fits an item with room to spare.
pub const PRODUCT_BYTES_MAX: usize = 300 * 1_024;
/// Ancestors of one category.
pub const CATEGORY_DEPTH_MAX: usize = 10;
/// Products that one search looks at; its facets count among these.
pub const SEARCH_WINDOW: u32 = 500;
/// Bytes of one file of products.
pub const IMPORT_BYTES_MAX: u64 = 50 * 1_024 * 1_024;
/// Bytes of one row of such a file.
pub const IMPORT_ROW_BYTES_MAX: usize = 128 * 1_024;
/// Rows applied by one message of an import.
pub const IMPORT_BATCH_ROWS: usize = 25;
/// Media references of one product.
pub const MEDIA_MAX: usize = 30;
/// Categories one product is listed in.
pub const CATEGORIES_MAX: usize = 10;
/// Distinct words of one product that search finds it by.
pub const SEARCH_WORDS_MAX: usize = 30;
/// Currencies one price is given in.
pub const PRICES_MAX: usize = 20;
/// Shards the level of one SKU at one location may be spread over.
pub const STOCK_SHARDS_MAX: u16 = 32;
/// Locations that hold stock of one SKU.
pub const LOCATIONS_MAX: usize = 50;
/// Positions of one shipment: each is a level and its entry in the ledger when the parcel leaves.
pub const POSITIONS_MAX: usize = 36;
/// Pages of lines that one shipment may draw on.
pub const SHIPMENT_PAGES_MAX: usize = 5;
/// Endpoints that partners are told of events at.
pub const ENDPOINTS_MAX: usize = 50;
/// Choices of events of one endpoint.
pub const SUBSCRIPTIONS_MAX: usize = 100;
/// Machine clients.
pub const API_CLIENTS_MAX: usize = 100;
/// Keys of one machine client that are valid at the same time.
pub const API_KEYS_MAX: usize = 4;

/// Bytes of one HTTP request body. API Gateway itself allows 10 MB, Lambda 6 MB.
pub const BODY_BYTES_MAX: usize = 512 * 1_024;
/// Characters of an `Idempotency-Key`.
pub const IDEMPOTENCY_KEY_MAX: usize = 255;
/// Hours for which a repeated `Idempotency-Key` gets its first answer.
pub const IDEMPOTENCY_HOURS: i64 = 24;
/// Items of one page of a list, unless the caller asks for fewer.
pub const PAGE_MAX: u32 = 100;

/// DynamoDB: actions of one `TransactWriteItems`.
pub const TRANSACTION_WRITES_MAX: usize = 100;
/// DynamoDB: bytes of one `TransactWriteItems`.
pub const TRANSACTION_BYTES_MAX: usize = 4 * 1_024 * 1_024;
/// DynamoDB: bytes of one item.
pub const ITEM_BYTES_MAX: usize = 400 * 1_024;
/// DynamoDB: keys of one `BatchGetItem`.
pub const BATCH_GET_MAX: usize = 100;
/// EventBridge: bytes of one event.
pub const EVENT_BYTES_MAX: usize = 256 * 1_024;
/// EventBridge: entries of one `PutEvents`.
pub const PUT_EVENTS_MAX: usize = 10;

// One page of lines, each split over two levels, each level with its movement, beside a reservation,
// an order page, the checkout, an outbox row and an idempotency record, is one transaction.
const _: () = assert!(LINES_PER_PAGE * 2 * 2 <= TRANSACTION_WRITES_MAX);
// A write of a product: its SKUs, itself, its history, two words of address, its names, an outbox row
// and an idempotency record. What search keeps of it is replaced as a whole.
const _: () = assert!(VARIANTS_MAX + 2 + 2 + 2 * EXTERNAL_KEYS_MAX + 2 <= TRANSACTION_WRITES_MAX);
const _: () = assert!(2 * (SEARCH_WORDS_MAX + CATEGORIES_MAX) + 2 <= TRANSACTION_WRITES_MAX);
const _: () = assert!(PRODUCT_BYTES_MAX < ITEM_BYTES_MAX);
const _: () = assert!(STOCK_SHARDS_MAX as usize <= BATCH_GET_MAX);
const _: () = assert!(LINES_MAX.is_multiple_of(LINES_PER_PAGE));
const _: () = assert!(BODY_BYTES_MAX < TRANSACTION_BYTES_MAX);
// A parcel that leaves: levels and their entries, pages of lines and of the reservation, the shipment,
// the order, an entry of its timeline, its routing, an outbox row and an idempotency record.
const _: () = assert!(2 * POSITIONS_MAX + 2 * SHIPMENT_PAGES_MAX + 6 <= TRANSACTION_WRITES_MAX);
// An edit that becomes true: pages, beside the order, the edit, its checkout and payment, some levels,
// an outbox row and an idempotency record.
const _: () = assert!(EDIT_PAGES_MAX + 4 + 12 <= TRANSACTION_WRITES_MAX);
