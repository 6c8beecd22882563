import { Authorization } from '../../helper/polkit.js';

export class Forged extends Authorization {} // refused
