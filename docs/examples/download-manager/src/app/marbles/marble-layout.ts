import type { LoggedSignal } from '../../../engine/model.ts';
import { kindOf, type MarbleKind } from './marble-kind';
import { firstSince } from './signal-log';

/** The part of the run that is in sight: pixels from its left edge are `(at - from) * perMs`. */
export interface TimeWindow {
  /** ms since the run began. */
  readonly from: number;
  readonly to: number;
  readonly perMs: number;
}

/** A signal, and where it is drawn. */
export interface Marble {
  readonly signal: LoggedSignal;
  readonly kind: MarbleKind;
  readonly x: number;
  /** With its letter; else a dot. */
  readonly lettered: boolean;
}

/** A stretch of time in one state. */
export interface Band {
  readonly state: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Places what is in sight of a lane. Marbles that would cover each other stand side by side; where so many come that one
 * would be far from its time, it is a dot.
 */
export function placeMarbles(signals: readonly LoggedSignal[], { from, to, perMs }: TimeWindow): readonly Marble[] {
  const marbles: Marble[] = [];
  let free = -Infinity;
  let dot = -Infinity;
  for (let at = firstSince(signals, from - beforeMs); at < signals.length; at++) {
    const signal = signals[at];
    if (!signal || signal.at > to) break;
    const kind = kindOf(signal.letter);
    if (kind === 'state') continue;
    const x = (signal.at - from) * perMs;
    if (kind === 'progress') {
      if (x - dot >= 2 && x >= 0) marbles.push({ signal, kind, x, lettered: false });
      if (x - dot >= 2) dot = x;
      continue;
    }
    const place = Math.max(x, free);
    const lettered = place - x <= shiftMost;
    if (lettered) free = place + apart;
    if ((lettered ? place : x) > -apart) marbles.push({ signal, kind, x: lettered ? place : x, lettered });
  }
  return marbles;
}

/** The states of a lane that are in sight, in pixels. */
export function placeBands(
  signals: readonly LoggedSignal[],
  { from, to, perMs }: TimeWindow,
  now: number,
): readonly Band[] {
  const bands: Band[] = [];
  let at = firstSince(signals, from);
  while (at > 0 && kindOf(signals[--at]?.letter ?? '') !== 'state');
  let state: number | undefined;
  let since = from;
  const close = (end: number) => {
    if (state !== undefined && end > since)
      bands.push({ state, from: (since - from) * perMs, to: (end - from) * perMs });
  };
  for (; at < signals.length; at++) {
    const signal = signals[at];
    if (!signal || signal.at > to) break;
    if (kindOf(signal.letter) !== 'state') continue;
    close(signal.at);
    state = Number(signal.letter.charAt(0));
    since = Math.max(from, signal.at);
  }
  close(Math.min(to, now));
  return bands;
}

/** The marble nearest to a place, if one is near. */
export function marbleAt(marbles: readonly Marble[], x: number): Marble | undefined {
  let nearest: Marble | undefined;
  for (const marble of marbles) {
    const distance = Math.abs(marble.x - x) - (marble.lettered ? 6 : 0);
    if (distance <= 8 && (!nearest || distance <= Math.abs(nearest.x - x) - (nearest.lettered ? 6 : 0)))
      nearest = marble;
  }
  return nearest;
}

/** Pixels: between the middles of two marbles, and how far one may stand from its time. */
const apart = 19;
const shiftMost = 60;
/** What stands before the window can push what is in it. */
const beforeMs = 2000;
