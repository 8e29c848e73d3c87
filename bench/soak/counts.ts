/** What all workers have done. */
export class Counts {
  commands = 0;
  /** Commands that ended with an error, or were dropped because of one. */
  faults = 0;
  aborts = 0;
  clients = 0;
  bytes = 0;
}
