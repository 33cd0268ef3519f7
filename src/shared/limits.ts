/** The most tags one account carries, and the most characters one tag has. Free of zod, for the window's sake. */
export const tagLimits = { count: 32, length: 64 } as const;

/** The fewest and the most characters of a backup's passphrase. Free of zod, for the window's sake. */
export const passphraseLimits = { shortest: 12, longest: 1024 } as const;
