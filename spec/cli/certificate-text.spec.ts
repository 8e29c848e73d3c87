import { certificateText } from '../../src/cli/certificate-text.js';
import type { SslError } from '../../src/index.js';

const certificate: NonNullable<SslError['certificate']> = {
  subject: '',
  issuer: 'O=Printers\nCN=Root',
  validFrom: 'Jan  1 00:00:00 2020 GMT',
  validTo: 'Jan  1 00:00:00 2040 GMT',
  fingerprint256: 'AA:BB',
};
const error: SslError = { code: 'SOME', message: 'it is odd' };

describe('what a person is told of a certificate', () => {
  it('says so where it is for nobody', () => {
    expect(certificateText('https://h', [{ ...error, certificate }])).toBe(
      [
        'https://h cannot be trusted by its certificate:',
        '  issued to    nobody',
        '  valid for    no name at all',
        '  issued by    O=Printers, CN=Root',
        '  valid from   Jan  1 00:00:00 2020 GMT',
        '  valid until  Jan  1 00:00:00 2040 GMT',
        '  SHA-256      AA:BB',
        '  problem      it is odd',
      ].join('\n'),
    );
  });

  it('is what is wrong where there is none', () => {
    expect(certificateText('https://h', [error, { ...error, message: 'and old' }])).toBe(
      ['https://h cannot be trusted by its certificate:', '  problem      it is odd', '               and old'].join(
        '\n',
      ),
    );
  });
});
