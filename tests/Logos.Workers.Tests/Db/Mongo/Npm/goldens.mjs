// Makes bson.json and messages.json beside it: what MongoDB's own packages write for the values and commands below.
//   npm ci && npm run goldens
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as bson from 'bson';

const require = createRequire(import.meta.url);
const { OpMsgRequest, DocumentSequence } = require('./node_modules/mongodb/lib/cmap/commands.js');
const driver = require('./node_modules/mongodb/lib/bson.js');
const { Long, Int32, Double, Decimal128, ObjectId, Binary, UUID, Timestamp, BSONRegExp, Code, BSONSymbol, DBRef, MinKey, MaxKey, EJSON } = bson;

const id = new ObjectId('65b9f0c7a1b2c3d4e5f60718');
const nested = levels => (levels === 0 ? { end: true } : { in: [nested(levels - 1)] });

const documents = {
  empty: {},
  double: { a: new Double(1.5), b: new Double(-0.1), c: new Double(1e300), d: new Double(5e-324), e: new Double(0) },
  'double-beyond': { a: new Double(NaN), b: new Double(Infinity), c: new Double(-Infinity) },
  text: { a: '', b: 'grün 🌳', c: 'a\u0000b', d: '$money' },
  document: { a: {}, b: { c: { d: 'x' } }, '': 'no name', 'a.b': 1 },
  array: { a: [], b: [1, 'x', [true, null]], c: [{ d: 1 }, { d: 2 }], eleven: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  nested: nested(40),
  binary: { a: new Binary(Buffer.from([0, 255, 1])), b: new Binary(Buffer.alloc(0)), c: new Binary(Buffer.from('xyz'), 0x80), d: new Binary(Buffer.from('old'), 2), e: new UUID('0b8a2c0e-3f1d-4b6a-9c5e-7d8f9a0b1c2d') },
  'object-id': { _id: id },
  boolean: { a: true, b: false },
  date: { a: new Date('2026-01-31T07:59:00.123Z'), b: new Date('1970-01-01T00:00:00Z'), c: new Date('9999-12-31T23:59:59.999Z'), d: new Date('2026-01-31T07:59:00.100Z') },
  'date-beyond': { a: new Date(-1), b: new Date(253402300800000) },
  null: { a: null },
  regex: { a: new BSONRegExp('^a.*"b"', 'imx'), b: new BSONRegExp('', '') },
  int32: { a: new Int32(0), b: new Int32(2147483647), c: new Int32(-2147483648) },
  int64: { a: Long.fromString('9007199254740993'), b: Long.MAX_VALUE, c: Long.MIN_VALUE, d: Long.fromString('2147483648') },
  'int64-small': { a: Long.fromNumber(5) },
  timestamp: { a: new Timestamp({ t: 1769846340, i: 7 }), b: new Timestamp({ t: 4294967295, i: 4294967295 }) },
  decimal: { a: Decimal128.fromString('1234567890.123456789012345678'), b: Decimal128.fromString('-0.1'), c: Decimal128.fromString('79228162514264337593543950335'), d: Decimal128.fromString('0.0000000000000000000000000001'), e: Decimal128.fromString('1E+3'), f: Decimal128.fromString('1.50') },
  'decimal-beyond': { a: Decimal128.fromString('9.999999999999999999999999999999999E+6144'), b: Decimal128.fromString('1E-6176'), c: Decimal128.fromString('NaN'), d: Decimal128.fromString('Infinity'), e: Decimal128.fromString('-Infinity'), f: Decimal128.fromString('1234567890123456789012345678901234'), g: Decimal128.fromString('79228162514264337593543950336'), h: Decimal128.fromString('1.234567890123456789012345678901E-7') },
  keys: { a: new MinKey(), b: new MaxKey() },
  old: { a: new BSONSymbol('s'), b: new Code('return 1'), c: new Code('return x', { x: 1 }) },
  reference: { a: new DBRef('orders', id), b: new DBRef('orders', id, 'shop') },
};

const hex = bytes => Buffer.from(bytes).toString('hex');
writeFileSync(new URL('bson.json', import.meta.url), JSON.stringify(Object.entries(documents).map(([name, document]) => ({
  name,
  bytes: hex(bson.serialize(document)),
  canonical: EJSON.serialize(document, { relaxed: false }),
  relaxed: EJSON.serialize(document, { relaxed: true }),
})), null, 2) + '\n');

const order = n => ({ _id: new driver.ObjectId(`65b9f0c7a1b2c3d4e5f6071${n}`), total: new driver.Double(0.1 * n) });
const sequence = (field, ...all) => new DocumentSequence(field, all);
const commands = {
  hello: ['admin', { hello: 1, helloOk: true }],
  find: ['shop', { find: 'orders', filter: { status: 'open', total: { $gt: new driver.Double(12.5) } }, sort: { placed_at: -1 }, limit: 20 }],
  'get-more': ['shop', { getMore: driver.Long.fromNumber(42), collection: 'orders' }],
  aggregate: ['shop', { aggregate: 'orders', pipeline: [{ $match: { a: 1 } }, { $group: { _id: '$status', n: { $sum: 1 } } }], cursor: {} }],
  update: ['shop', { update: 'orders', updates: [{ q: { _id: order(1)._id }, u: { $set: { status: 'paid' } }, multi: false, upsert: true }], writeConcern: { w: 'majority' } }],
};
const messages = Object.entries(commands).map(([name, [database, command]], i) => ({
  name,
  request: i + 1,
  command: EJSON.serialize({ ...command, $db: database }, { relaxed: false }),
  bytes: hex(Buffer.concat(new OpMsgRequest(database, command, { requestId: i + 1 }).toBin())),
}));
const insert = { insert: 'orders', ordered: true, documents: sequence('documents', ...[1, 2, 3].map(order)) };
messages.push({
  name: 'insert',
  request: 99,
  command: EJSON.serialize({ insert: 'orders', ordered: true, $db: 'shop' }, { relaxed: false }),
  documents: [1, 2, 3].map(n => EJSON.serialize(order(n), { relaxed: false })),
  bytes: hex(Buffer.concat(new OpMsgRequest('shop', insert, { requestId: 99 }).toBin())),
});
writeFileSync(new URL('messages.json', import.meta.url), JSON.stringify(messages, null, 2) + '\n');
