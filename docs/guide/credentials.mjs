// Credentials that are known before, and credentials that somebody is asked for.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { ErrorCode, QHttp, QHttpError, toText } from 'rx-qhttp';
import { firstValueFrom } from 'rxjs';
import { listen } from './support/listen.mjs';

const right = `Basic ${Buffer.from('admin:secret').toString('base64')}`;
const server = createServer((request, response) => {
  if (request.headers.authorization === right) response.end('Come in');
  else response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="the printer"' }).end();
});
const { port, stop } = await listen(server);

const known = new QHttp('127.0.0.1', port);
known.setUser('admin', 'secret');
assert.equal(await firstValueFrom(known.get$('/').pipe(toText())), 'Come in');

// Stands for a dialog: the first answer has a typing error.
const passwords = ['secert', 'secret'];
/** @type {string[]} */
const questions = [];
/** @param {string} question */
async function ask(question) {
  questions.push(question);
  await turn();
  return { user: 'admin', password: passwords.shift() ?? '' };
}

const http = new QHttp('127.0.0.1', port);
http.authenticationRequired$.subscribe(({ host, authenticator }) => {
  http.waitFor(
    ask(`${authenticator.realm} at ${host}`).then(({ user, password }) => {
      authenticator.setUser(user);
      authenticator.setPassword(password);
    }),
  );
});

assert.equal(await firstValueFrom(http.get$('/').pipe(toText())), 'Come in');
assert.deepEqual(questions, ['the printer at 127.0.0.1', 'the printer at 127.0.0.1']);

// They are kept for this server: nobody is asked again.
assert.equal(await firstValueFrom(http.get$('/').pipe(toText())), 'Come in');
assert.equal(questions.length, 2);

// Nobody answers.
const unknown = new QHttp('127.0.0.1', port);
const error = await firstValueFrom(unknown.get$('/').pipe(toText())).catch((reason) => reason);
assert(error instanceof QHttpError);
assert.equal(error.code, ErrorCode.AuthenticationRequiredError);

// Somebody closes the dialog.
const refusing = new QHttp('127.0.0.1', port);
refusing.authenticationRequired$.subscribe(() => refusing.waitFor(Promise.reject(new Error('closed'))));
const refused = await firstValueFrom(refusing.get$('/').pipe(toText())).catch((reason) => reason);
assert(refused instanceof QHttpError);
assert.equal(/** @type {Error} */ (refused.cause).message, 'closed');

console.log(`asked for ${questions.join(', ')}; without an answer: ${error.message}`);
for (const one of [known, http, unknown, refusing]) one.destroy();
stop();
