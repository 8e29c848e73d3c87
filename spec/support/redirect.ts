/** An answer that leads elsewhere, and leaves the connection open. */
export function redirect(statusCode: number, location: string): string {
  return `HTTP/1.1 ${statusCode} Elsewhere\r\nLocation: ${location}\r\nContent-Length: 4\r\n\r\ngone`;
}
