import type { ActionPlanning } from '../../../interfaces/planning.js';

export const planning: ActionPlanning = {
  examples: [
    {
      request: 'which files in my home are larger than 500 MB?',
      steps: [{ path: '/home/sam', larger_than: 500_000_000, sort: 'size' }],
    },
    {
      request: 'wo habe ich die steuererklärung gespeichert',
      steps: [{ path: '/home/sam', match: 'steuererklärung' }],
    },
    {
      request: 'what changed in /etc since yesterday?',
      steps: [{ path: '/etc', changed_within_days: 1, sort: 'time' }],
    },
  ],
  unlisted: true,
};
