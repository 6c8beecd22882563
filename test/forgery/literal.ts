import type { Authorization } from '../../helper/polkit.js';

export const literal: Authorization = { redeem: () => true }; // refused
