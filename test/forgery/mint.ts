import { mint } from '../../helper/polkit.js'; // refused

export const minted = mint('echo', {});
