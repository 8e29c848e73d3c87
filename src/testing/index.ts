export type { Chunk } from './diagram.js';
export type { MarbleAnswer, MarbleRoutes } from './marble-answer.js';
export { marbleDispatcher, type MarbleDispatcher } from './marble-dispatcher.js';
export { signalLetters, signalLetterTable, type NumberedLetter, type SignalLetter } from './signal-letters.js';
export { marbleSvg, type MarbleSvgOptions } from './marble-svg.js';
export { recordSignals, type RecordedSignal } from './recorded-signal.js';
