/** The reference TCP as programs use a TCP: sockets in real time, over any link that carries IP datagrams. */

export { fetchOver } from "./fetch";
export type { FetchAnswer, FetchRequest } from "./fetch";
export { page, serveHttp } from "./serve-http";
export type { HttpAnswer, HttpHandler, HttpOptions, HttpRequest } from "./serve-http";
export { createTcp } from "./tcp";
export type { ConnectRequest, Listener, ListenRequest, OnConnection, Tcp, TcpPlan } from "./tcp";
export type { Socket } from "./socket";
export { TcpError } from "./tcp-error";
export type { TcpErrorCode } from "./tcp-error";
