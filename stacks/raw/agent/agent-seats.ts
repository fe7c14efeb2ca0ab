import type { SocketDiagnosis } from "../../../adapters/native/socket-diag";
import type { Applications } from "../../linux/applications";
import type { SocketHost } from "../../linux/local-ports";
import { SocketUser } from "../../linux/socket-user";
import type { Said } from "./protocol";

/** One scenario's user on the tested host. */
export interface AgentSeat {
  readonly user: SocketUser;
  /** Says what it was told and has not said yet. */
  readonly tell: () => void;
}

/** The users of all scenarios that are in progress. */
export class AgentSeats {
  readonly #host: SocketHost;
  readonly #diagnosis: SocketDiagnosis;
  readonly #applications: Applications;
  readonly #seats = new Map<number, AgentSeat>();

  constructor(host: SocketHost, diagnosis: SocketDiagnosis, applications: Applications) {
    this.#host = host;
    this.#diagnosis = diagnosis;
    this.#applications = applications;
  }

  /** The seat of this number; `say` is given what its user is told. */
  seat(number: number, say: (said: Said) => void): AgentSeat {
    const known = this.#seats.get(number);
    if (known !== undefined) return known;
    let isTold = false;
    const seat: AgentSeat = {
      user: new SocketUser(this.#host, this.#diagnosis, this.#applications, {
        // The harness has the clock.
        now: () => 0,
        heard: () => undefined,
        tell: () => {
          if (isTold) return;
          isTold = true;
          // The user is in the middle of something.
          queueMicrotask(seat.tell);
        },
      }),
      tell: () => {
        isTold = false;
        for (const { connection, kind } of seat.user.take()) say({ seat: number, connection, told: kind });
      },
    };
    this.#seats.set(number, seat);
    return seat;
  }

  /** Ends all connections and forgets everybody. */
  async reset(): Promise<void> {
    const seats = [...this.#seats.values()];
    this.#seats.clear();
    for (const { user } of seats) await user.reset();
  }

  async close(): Promise<void> {
    await this.reset();
    await this.#applications.close();
    this.#diagnosis.close();
  }
}
