import { bytes, FileServer } from './support/file-server.ts';
import { filesIn, openGateway, watchGateway } from './support/gateway-stage.ts';

describe('The gateway', () => {
  it('downloads into its folder what a page asks for', async () => {
    const server = await FileServer.open({ '/a.txt': bytes('alpha'), '/b.txt': bytes('beta') });
    const gateway = await openGateway();
    const page = watchGateway(gateway);
    page.desk.add([server.url('/a.txt'), server.url('/b.txt')]);
    await page.untilStates('a.txt: finished', 'b.txt: finished');
    expect(await filesIn(gateway.folder)).toEqual({ 'a.txt': 'alpha', 'b.txt': 'beta' });
  });

  it('sends a file of a page through when its turn has come', async () => {
    const received: string[] = [];
    const server = await FileServer.open({
      '/in': async (response, request) => {
        let text = '';
        for await (const piece of request) text += String(piece);
        received.push(`${request.headers['content-type'] ?? ''} ${text}`);
        response.end('thanks');
      },
    });
    const gateway = await openGateway();
    const page = watchGateway(gateway);
    page.desk.upload(server.url('/in'), new File(['some ', 'notes'], 'notes.txt', { type: 'text/plain' }));
    const { transfers } = await page.untilStates('notes.txt: finished');
    expect(received).toEqual(['text/plain some notes']);
    expect(transfers).toMatchObject([{ direction: 'upload', done: 10, total: 10, httpStatus: 200 }]);
  });
});
