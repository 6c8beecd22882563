/** implicit authorizations of a tier that asks for an administrator's password wherever the caller sits */
export const ADMINISTRATOR = { any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin' } as const;
