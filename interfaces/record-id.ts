/** form of a record's id: the time in base 36, then 8 hexadecimal digits, so that ids sort by age */
export const RECORD_ID = /^[a-z0-9]{1,16}-[0-9a-f]{8}$/;
