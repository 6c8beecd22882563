/** kinds of requests, told apart before anything is drafted */
export const LABELS = ['do', 'look', 'answer', 'not', 'later', 'elsewhere', 'cannot', 'harm'] as const;
export type Label = (typeof LABELS)[number];
