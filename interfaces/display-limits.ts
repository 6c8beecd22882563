/** most steps of a plan: as many as a polkit dialog shows */
export const MAX_STEPS = 8;
/** most characters of one value in a polkit dialog */
export const MAX_SHOWN = 160;
