import { differences } from './compare.js';
import { brokenGrammar } from './grammar.js';
import { mayHang } from './may-hang.js';
import type { Observation } from './observation.js';
import { classOf, expectationOf, type Expectation, type Final, type Recording } from '../recording.js';
import { lineOfOutcomes, lineOfSignals, lineWithCalls } from './trace.js';

/** What a replay is worth. */
export interface Verdict {
  /** Whether everything is as recorded. */
  readonly isIdentical: boolean;
  /** What is not as it has to be. */
  readonly problems: readonly string[];
}

/**
 * Getters of recordings that are followed otherwise: what is known of the last response after a head that could not be
 * read, and the state after a socket was replaced.
 */
const toleratedGetters: Readonly<Record<string, readonly (keyof Final)[]>> = {
  'clear-error-middle': ['lastStatusCode', 'lastResponse'],
  'err-header-no-colon': ['lastStatusCode', 'lastResponse'],
  'seq-set-socket-later': ['state'],
};

export function judge(recording: Recording, seen: Observation): Verdict {
  const isIdentical = differences(recording, seen).length === 0;
  const problems = [...seen.faults, ...brokenGrammar(seen.trace, seen.final !== null && !seen.hung)];
  if (seen.hung && !mayHang(recording)) problems.push('hangs');
  return { isIdentical, problems: [...problems, ...classProblems(recording, seen)] };
}

function classProblems(recording: Recording, seen: Observation): readonly string[] {
  const expectation = expectationOf(recording);
  if (classOf(recording) !== 'exact') return unexpected(expectation, seen);
  return differences(recording, seen, {
    tolerated: toleratedGetters[recording.name] ?? [],
    anyRequests: expectation.received === 'any',
  });
}

/** Where an observation is not as expected. */
function unexpected(expectation: Expectation, seen: Observation): readonly string[] {
  const { outcome, state, line, maxRequests, notReceived } = expectation;
  const outcomes = lineOfOutcomes(seen.trace, seen.final?.error ?? 'destroyed');
  const signals = lineOfSignals(seen.trace);
  const requests = seen.received.flat().flatMap((connection) => connection.requests);
  const problems: string[] = [];
  if (outcome !== undefined && !new RegExp(`^(?:${outcome})$`).test(outcomes)) {
    problems.push(`outcome ${outcomes}, expected ${outcome}`);
  }
  if (state !== undefined && state !== seen.final?.state) {
    problems.push(`final state ${seen.final?.state ?? 'unknown'}, expected ${state}`);
  }
  if (line !== undefined && !new RegExp(line).test(signals)) problems.push(`signals ${signals}, expected ${line}`);
  if (maxRequests !== undefined && requests.length > maxRequests) {
    problems.push(`${requests.length} requests, expected ${maxRequests} at most`);
  }
  if (notReceived !== undefined && requests.some(({ head }) => new RegExp(notReceived).test(head))) {
    problems.push(`a request matches ${notReceived}`);
  }
  return problems;
}

/** Both traces, one above the other, and what is wrong with the second: for a person who looks for a fault. */
export function reportOn(recording: Recording, recorded: Observation, seen: Observation): string {
  const { isIdentical, problems } = judge(recording, seen);
  const expected = Object.entries(expectationOf(recording)).map(([key, value]) => `${key} ${String(value)}`);
  return [
    `${recording.name} (${classOf(recording)}): ${recording.about}`,
    ...(expected.length === 0 ? [] : [`  expected  ${expected.join(', ')}`]),
    `  recorded  ${lineWithCalls(recorded.trace)}`,
    `  seen      ${lineWithCalls(seen.trace)}`,
    ...problems.map((problem) => `  problem   ${problem}`),
    ...(isIdentical ? ['  identical'] : differences(recording, seen).map((difference) => `  differs   ${difference}`)),
  ].join('\n');
}
