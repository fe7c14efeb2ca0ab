/** The page that the application "http" serves, octet for octet, on every stack. */

const BODY = "Every octet of this page was carried by TCP.\n";

export const HTTP_PORT = 80;

/** Header names and values in the order in which they are sent. */
export const HTTP_HEADERS = [
  ["Content-Type", "text/plain"],
  ["Content-Length", String(BODY.length)],
  ["Connection", "close"],
] as const;

export const HTTP_BODY = BODY;

export const HTTP_REQUEST = "GET / HTTP/1.1\r\nHost: tcpspec.example\r\nConnection: close\r\n\r\n";

export const HTTP_ANSWER = [
  "HTTP/1.1 200 OK",
  ...HTTP_HEADERS.map(([name, value]) => `${name}: ${value}`),
  "",
  BODY,
].join("\r\n");
