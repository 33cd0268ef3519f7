/** The most tags one account carries, and the most characters one tag has. Free of zod, for the window's sake. */
export const tagLimits = { count: 32, length: 64 } as const;
