/** a request and the shell line that does it, without sudo: tiers decide about that */
export type Pair = readonly [request: string, line: string];
