import type { PreparedCall } from '../action/action.js';
import type { Authorization, AuthorizationRequest } from '../polkit/polkit.js';
import type { RecordOrigin } from '../records/records.js';

/** how a call comes to its authorization, where it does not simply ask */
export interface AuthorizationPath {
  /** can end in nothing but an authorization that polkit.ts made */
  readonly authorize?: (request: AuthorizationRequest & PreparedCall) => Promise<Authorization>;
  readonly origin?: RecordOrigin;
  /** throws where the call is vain by the time that its prompt may open */
  readonly recheck?: () => Promise<void>;
}
