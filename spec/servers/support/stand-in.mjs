// A proxy of a package, for machines that have no other: node stand-in.mjs PACKAGE PORT [USER PASSWORD REALM]
// It prints a line for each connection or request that it lets through, and one for each that it refuses.
import { createServer } from '@pondwader/socks5-server';
import { Server } from 'proxy-chain';

const [kind, port, user, password, realm] = process.argv.slice(2);
const isKnown = (name, word) => user === undefined || (name === user && word === password);

const starters = {
  'proxy-chain': () => {
    const server = new Server({
      host: '127.0.0.1',
      port: Number(port),
      ...(realm !== undefined && { authRealm: realm }),
      prepareRequestFunction: ({ request, username, password: word }) => {
        const isRefused = !isKnown(username, word);
        console.log(`${request.method} ${request.url} ${isRefused ? 407 : 200} ${username || '-'}`);
        return { requestAuthentication: isRefused };
      },
    });
    return server.listen();
  },
  'socks5-server': () => {
    const server = createServer({ hostname: '127.0.0.1', port: Number(port) });
    if (user !== undefined) server.setAuthHandler(({ username, password: word }) => isKnown(username, word));
    server.setRulesetValidator(({ destAddress, destPort }) => {
      console.log(`connected to ${destAddress}:${destPort}`);
      return true;
    });
  },
};

await starters[kind]();
