import { mintGrant } from '../../helper/polkit/polkit.js'; // refused

export const minted = mintGrant(':1.1', 'seal', true);
