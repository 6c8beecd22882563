import { mint } from '../../helper/polkit/polkit.js'; // refused

export const minted = mint('echo', {});
