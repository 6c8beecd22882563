import type { Authorization } from '../../helper/polkit/polkit.js';

export const literal: Authorization = { redeem: () => true }; // refused
