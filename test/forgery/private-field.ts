import type { Authorization } from '../../helper/polkit/polkit.js';

export const reuse = (authorization: Authorization) => {
  authorization.#spent = false; // refused
};
