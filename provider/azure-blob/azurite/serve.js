// Azurite's blob service, which ends when who started it does: its standard input is closed then.
process.stdin.resume();
process.stdin.on('close', () => process.exit(0));
require('azurite/dist/src/blob/main.js');
