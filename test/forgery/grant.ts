import { Grant, authorizeByGrant, type AuthorizationRequest, type PlanStep } from '../../helper/polkit/polkit.js';

export const made = new Grant(':1.1', 'seal', true); // refused
export const literal: Grant = { asked: true, redeem: () => true }; // refused

export const without = (request: AuthorizationRequest & PlanStep) => authorizeByGrant(request); // refused
export const asked = (grant: Grant) => {
  grant.asked = true; // refused
};
