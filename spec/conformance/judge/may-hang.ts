import { classOf, expectationOf, type Recording } from '../recording.js';

/** Whether the script of a recording leaves a command without an answer, so that it rightly never ends. */
export function mayHang(recording: Recording): boolean {
  return expectationOf(recording).mayHang === true || (classOf(recording) === 'exact' && recording.hangs === true);
}
