import { execFile } from 'node:child_process';
import { fuzzCase, methodOf, pathOf } from './cases.ts';
import { explain, type Compared, type CurlOutcome } from './differences.ts';
import { FuzzedClient, type Outcome } from './fuzzed-client.ts';
import type { ProgressLine } from './progress-line.ts';

const together = 8;

/**
 * Asks for the same cases by QHttp and by curl, each over a connection of its own.
 *
 * @returns where they disagree without a reason that is listed
 */
export async function compareWithCurl(
  seed: number,
  end: number,
  ports: readonly number[],
  progress: ProgressLine,
): Promise<string[]> {
  const counts = new Map<string, number>();
  const problems: string[] = [];
  let next = 0;
  const compareSome = async (): Promise<void> => {
    while (next < end) {
      const number = next++;
      const port = ports[number % ports.length] ?? 0;
      const { bytes, ending } = fuzzCase(seed, number);
      const [ours, curl] = await Promise.all([
        askOnce(seed, port, number, (problem) => problems.push(`case ${number}: ${problem}`)),
        askCurl(seed, port, number),
      ]);
      const compared: Compared = { method: methodOf(seed, number), sent: bytes.toString('latin1'), ending, ours, curl };
      const reason = explain(compared);
      if (reason === undefined) problems.push(`case ${number}: ${shown(compared)}`);
      else counts.set(reason, (counts.get(reason) ?? 0) + 1);
      progress.step();
    }
  };
  await Promise.all(Array.from({ length: together }, compareSome));
  console.log('Compared with curl on the same bytes:');
  for (const [reason, count] of [...counts].sort(([, a], [, b]) => b - a)) {
    console.log(`${String(count).padStart(6)}  ${reason}`);
  }
  return problems;
}

function askOnce(seed: number, port: number, number: number, onProblem: (text: string) => void): Promise<Outcome> {
  return new Promise((resolve) => {
    let left = 1;
    const client = new FuzzedClient(seed, port, () => (left-- > 0 ? number : undefined), {
      onEnd: (_number, outcome) => resolve(outcome),
      onProblem: (_number, problem) => onProblem(problem),
    });
    client.ask();
  });
}

function askCurl(seed: number, port: number, number: number): Promise<CurlOutcome> {
  const how = { GET: ['--get'], HEAD: ['--head', '--output', '/dev/null'], POST: ['--data', 'data'] };
  const args = [
    ...['--disable', '--silent', '--noproxy', '*', '--max-time', '10', '--write-out', '%{stderr}%{http_code}'],
    ...how[methodOf(seed, number)],
    `http://127.0.0.1:${port}${pathOf(seed, number)}`,
  ];
  return new Promise((resolve, reject) => {
    execFile('curl', args, { encoding: 'buffer', maxBuffer: 2 ** 26 }, (error, body, status) => {
      const exit = error ? Number(error.code) : 0;
      if (Number.isNaN(exit)) reject(new Error('curl cannot be started: is it installed?', { cause: error }));
      else resolve({ exit, status: Number(status.toString()), body });
    });
  });
}

function shown({ method, sent, ending, ours, curl }: Compared): string {
  const short = (text: string) =>
    JSON.stringify(text.length > 600 ? `${text.slice(0, 600)}...` : text).replace(
      /[\x7f-\xff]/g,
      (letter) => `\\x${letter.charCodeAt(0).toString(16)}`,
    );
  return [
    `${method}, answered by ${short(sent)}, then ${ending}`,
    `    QHttp: ${ours.error} (${ours.text}) ${ours.status} ${short(ours.body.toString('latin1'))}`,
    `    curl: exit ${curl.exit}, ${curl.status} ${short(curl.body.toString('latin1'))}`,
  ].join('\n');
}
