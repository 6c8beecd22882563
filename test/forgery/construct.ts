import { Authorization } from '../../helper/polkit/polkit.js';

// each line marked `refused` must not compile
export const made = new Authorization('echo', {}); // refused
