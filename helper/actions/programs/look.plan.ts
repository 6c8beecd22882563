import type { ActionPlanning } from '../../../interfaces/planning.js';

export const planning: ActionPlanning = { examples: [], unlisted: true };
