// A client of npm's ssh2: node ssh2.js MODULES PORT KEY CIPHER
const [modules, port, key, cipher] = process.argv.slice(2);
const { Client } = require(modules + '/ssh2');
const { readFileSync } = require('fs');
const { randomBytes } = require('crypto');

const client = new Client();
const fail = (error) => { console.error(error); process.exit(1); };

function run(command, options, input) {
  return new Promise((done) => client.exec(command, options, (error, stream) => {
    if (error) fail(error);
    const out = [], err = [];
    let end;
    stream.on('data', (piece) => out.push(piece)).stderr.on('data', (piece) => err.push(piece));
    stream.on('exit', (status, signal) => { end = status ?? signal; });
    stream.on('close', () => done({ out: Buffer.concat(out), err: Buffer.concat(err).toString().trim(), end }));
    stream.end(input);
  }));
}

client.on('ready', async () => {
  const data = randomBytes(1000000);
  const moved = await run('cat; echo err >&2; exit 5', {}, data);
  console.log(moved.out.equals(data), moved.err, moved.end);
  console.log((await run('kill -s TERM $$', {}, '')).end);
  const shown = await run('stty size', { pty: { rows: 37, cols: 91, term: 'xterm' } }, '');
  console.log(shown.out.toString().trim());
  client.forwardOut('127.0.0.1', 1, '127.0.0.1', Number(port), (error, stream) => {
    if (error) fail(error);
    stream.once('data', (first) => {
      console.log(first.toString().slice(0, 8));
      client.end();
    });
  });
});
client.on('handshake', (agreed) => console.log(agreed.kex, agreed.serverHostKey, agreed.cs.cipher));
client.on('error', fail);
client.connect({ host: '127.0.0.1', port: Number(port), username: 'alice', privateKey: readFileSync(key),
  algorithms: { cipher: [cipher] } });
