const units = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A number of bytes for people: `512 B`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  let value = bytes;
  let unit: string = units[0];
  for (const next of units) {
    value /= 1024;
    unit = next;
    // Below the point where one decimal would show 1024.0.
    if (value < 1023.95) break;
  }
  return `${value.toFixed(1)} ${unit}`;
}

/** A duration in milliseconds for people: `12 ms`, `3.4 s`, `2 min 05 s`, `1 h 01 min`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** Bytes a second for people; '' where nothing came or no time has passed. */
export function formatSpeed(bytes: number, ms: number): string {
  return bytes > 0 && ms > 0 ? `${formatBytes((bytes * 1000) / ms)}/s` : '';
}

/** `1.5 MiB in 300 ms (5.0 MiB/s)`. */
export function formatTransfer(bytes: number, ms: number): string {
  const speed = formatSpeed(bytes, ms);
  return `${formatBytes(bytes)} in ${formatDuration(ms)}${speed === '' ? '' : ` (${speed})`}`;
}

function twoDigits(value: number): string {
  return value.toString().padStart(2, '0');
}
