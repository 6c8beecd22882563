import { Authorization } from '../../helper/polkit/polkit.js';

export class Forged extends Authorization {} // refused
