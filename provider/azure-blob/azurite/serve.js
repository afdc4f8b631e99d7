// Azurite's blob service, which ends when who started it does: its standard input is closed then.
process.stdin.resume();
process.stdin.on('close', () => process.exit(0));

// Its database takes the first property of a query for the index, and Azurite names the account
// first, which all blobs have: each request would walk over all of them. By name it finds one.
const inAzurite = { paths: [require.resolve('azurite/package.json')] };
const { Collection } = require(require.resolve('lokijs', inAzurite));
const findOne = Collection.prototype.findOne;
Collection.prototype.findOne = function ({ name, ...others } = {}) {
  return findOne.call(this, name === undefined ? others : { name, ...others });
};

require('azurite/dist/src/blob/main.js');
