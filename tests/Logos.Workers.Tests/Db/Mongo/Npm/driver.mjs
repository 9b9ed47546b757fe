// Run by MongoDriverTests: MongoDB's own driver against the test server.
import assert from 'node:assert/strict';
import { MongoClient, ObjectId, Long, Decimal128, Double, Binary, Timestamp } from 'mongodb';

const address = process.argv[2];
const client = options => new MongoClient(`mongodb://${address}/shop`, { serverSelectionTimeoutMS: 20_000, ...options });
const signedIn = mechanism => client({ authMechanism: mechanism, auth: { username: 'graphs', password: 'hunter2 ü' }, authSource: 'admin' });

for (const mechanism of ['SCRAM-SHA-256', 'SCRAM-SHA-1']) {
  const connected = signedIn(mechanism);
  assert.equal((await connected.db('shop').command({ ping: 1 })).ok, 1, mechanism);
  await connected.close();
}

const wrong = client({ auth: { username: 'graphs', password: 'wrong' }, authSource: 'admin' });
await assert.rejects(wrong.db('shop').command({ ping: 1 }), error => error.code === 18);
await wrong.close();
const nobody = client({});
await assert.rejects(nobody.db('shop').collection('orders').findOne(), error => error.code === 13);
await nobody.close();

const own = signedIn(undefined);
const orders = own.db('shop').collection('orders', { promoteLongs: false, promoteValues: false });
const first = {
  _id: new ObjectId(), status: 'open', text: 'grün 🌳', total: new Double(5), exact: Decimal128.fromString('1.50'), long: Long.fromString('9007199254740993'),
  at: new Date('2026-01-31T07:59:00.123Z'), bytes: new Binary(Buffer.from([0, 255])), stamp: new Timestamp({ t: 1, i: 2 }), pattern: /^a/i, nothing: null, list: [1, [true]], map: { a: {} },
};
assert.deepEqual((await orders.insertOne(first)).insertedId, first._id);
const back = await orders.findOne({ _id: first._id });
assert.deepEqual(Object.keys(back), Object.keys(first));
assert.equal(back.total._bsontype, 'Double');
assert.equal(back.exact.toString(), '1.50');
assert.equal(back.long.toString(), '9007199254740993');
assert.equal(back.at.toISOString(), '2026-01-31T07:59:00.123Z');
assert.equal(back.bytes.toString('hex'), '00ff');
assert.equal(back.pattern.source, '^a');

const many = own.db('shop').collection('many');
assert.equal((await many.insertMany(Array.from({ length: 1500 }, (_, i) => ({ _id: i, n: i % 3, name: `n${i}` })))).insertedCount, 1500);
await assert.rejects(many.insertOne({ _id: 7 }), error => error.code === 11000);
assert.equal((await many.find().toArray()).length, 1500);
assert.equal((await many.find({ n: 1 }).sort({ _id: -1 }).skip(1).limit(2).project({ name: 1 }).toArray()).map(each => each.name).join(), 'n1495,n1492');
assert.equal((await many.find({ $or: [{ _id: { $lt: 2 } }, { name: { $regex: '^n149[0-1]$' } }] }).toArray()).length, 4);
for await (const document of many.find().batchSize(10)) {
  if (document._id === 25) break;
}

assert.equal(await many.countDocuments({ n: { $gte: 1 } }), 1000);
assert.deepEqual(await many.aggregate([{ $match: { _id: { $lt: 6 } } }, { $group: { _id: '$n', sum: { $sum: '$_id' } } }, { $sort: { _id: 1 } }]).toArray(), [{ _id: 0, sum: 3 }, { _id: 1, sum: 5 }, { _id: 2, sum: 7 }]);
const updated = await many.updateMany({ n: 2 }, { $set: { 'a.b': 'x' }, $inc: { n: 10 } });
assert.deepEqual([updated.matchedCount, updated.modifiedCount, updated.upsertedCount], [500, 500, 0]);
assert.equal((await many.findOne({ n: 12 })).a.b, 'x');
const upserted = await many.updateOne({ _id: 'new' }, { $setOnInsert: { n: 1 } }, { upsert: true });
assert.deepEqual([upserted.matchedCount, upserted.upsertedCount, upserted.upsertedId], [0, 1, 'new']);
await assert.rejects(many.updateOne({ _id: 1 }, { $inc: { name: 1 } }), error => error.code === 14);
await assert.rejects(many.find({ a: { $what: 1 } }).toArray(), error => error.code === 2);
assert.equal((await many.deleteOne({ n: 0 })).deletedCount, 1);
assert.equal((await many.deleteMany({})).deletedCount, 1500);
await own.close();
console.log('all is well');
