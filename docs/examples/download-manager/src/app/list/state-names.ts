/** The states in their order, as the documentation names them. */
export const stateNames = [
  'Unconnected',
  'Host lookup',
  'Connecting',
  'Sending',
  'Reading',
  'Connected',
  'Closing',
] as const;
