import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';
import { isLoopback, type Endpoint } from './endpoint.js';

const CONNECT_MS = 10_000;
/** total time limit as a multiple of the idle timeout, against endpoints that trickle bytes */
export const ANSWER_TIMES = 5;

/** the way to one endpoint, by the proxy of the environment where there is one; `authority` alone vouches where it is given */
export function makeDispatcher({ url, timeout_s: seconds }: Endpoint, authority: string | undefined): Dispatcher {
  // a certificate that does not hold is never overlooked, whatever the environment says; behind a proxy only `requestTls` counts
  const proxyTls = { timeout: CONNECT_MS, rejectUnauthorized: true };
  const requestTls = { ...proxyTls, ...(authority === undefined ? {} : { ca: authority }) };
  const silence = { headersTimeout: seconds * 1000, bodyTimeout: seconds * 1000 };
  if (isLoopback(url)) return new Agent({ connect: requestTls, ...silence });
  return new EnvHttpProxyAgent({ connect: requestTls, requestTls, proxyTls, ...silence });
}
