/** Small parts by themselves: `node bench/micro.ts` after `npm run build`. */
import { bench, run } from 'mitata';
import { HttpRequestHeader, HttpResponseHeader, QHttp } from '../dist/index.js';

const text =
  'HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: nginx\r\nContent-Type: text/html; charset=utf-8\r\n' +
  'Content-Length: 100\r\nConnection: keep-alive\r\nETag: "5e"\r\nAccept-Ranges: bytes\r\n\r\n';
const response = HttpResponseHeader.parse(text);

bench('HttpResponseHeader.parse, 7 fields', () => HttpResponseHeader.parse(text));
bench('HttpResponseHeader.value, the last of 7', () => response.value('accept-ranges'));
bench('HttpRequestHeader, 2 fields, toString', () => {
  const header = new HttpRequestHeader('GET', '/');
  header.setValue('Host', 'localhost');
  header.setValue('Connection', 'Keep-Alive');
  return header.toString();
});
bench('new QHttp and destroy', () => {
  new QHttp('localhost').destroy();
});
bench('setHost, queued and carried out', async () => {
  const http = new QHttp();
  await new Promise((resolve) => {
    http.done$.subscribe(resolve);
    http.setHost('localhost');
  });
  http.destroy();
});

await run({ colors: false });
