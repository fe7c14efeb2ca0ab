import type { Ports } from "../../harness/port/stack";
import type { Application, CallFailure } from "../../harness/port/user";
import type { SeatUser } from "./raw-stack";

/** What runs on a host that nobody can make calls on: which program, and where it listens. */
export interface BlackBox {
  readonly behaves: Application;
  readonly port: number;
}

const REFUSED: CallFailure = {
  ok: false,
  error: "connection illegal for this process",
  detail: "the program makes the calls",
};

const UNKNOWN: CallFailure = { ok: false, error: "not supported", detail: "nobody makes calls on a black box" };

/** The passive OPEN of the program that runs has been made long ago; there is no other call. */
export function blackBoxUser(box: BlackBox | undefined): SeatUser {
  return {
    open: (_, { kind, application, local }) =>
      Promise.resolve(
        box !== undefined && kind === "passive" && application === box.behaves && local.port === box.port
          ? { ok: true }
          : UNKNOWN,
      ),
    send: () => Promise.resolve(REFUSED),
    receive: () => Promise.resolve(REFUSED),
    close: () => Promise.resolve(REFUSED),
    abort: () => Promise.resolve(REFUSED),
    status: () => Promise.resolve({ state: "CLOSED" }),
    choose: () => Promise.resolve(REFUSED),
    take: () => [],
    reset: () => Promise.resolve(),
  };
}

/** Where the program is, beside the ports that are free. */
export function withProgram(ports: Pick<Ports, "stack" | "peer">, box: BlackBox | undefined): Ports {
  return { ...ports, applications: box === undefined ? {} : { [box.behaves]: box.port } };
}
