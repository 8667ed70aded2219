import type { Labels } from '../vocabulary/labels';

/** The Service port that routes lead to. */
export const servicePort = 80;

/** What an engine and its service ask of a route beyond the exposure. */
export interface RouteExtras {
  /** Services that a controller splits the requests between, the first with all of them. @default the one of its name */
  readonly routeTo?: readonly string[];
  /** How long one client stays with one pod, in seconds. @default not at all */
  readonly stickySeconds?: number;
  /** Port of the pods. */
  readonly port: number;
  /** Labels that select the pods. */
  readonly selector: Labels;
}

/** What a route is made of. */
export interface RouteRequest<E extends object> extends RouteExtras {
  readonly name: string;
  readonly exposure: E;
  readonly labels: Labels;
}
