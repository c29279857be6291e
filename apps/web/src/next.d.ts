// `next-env.d.ts` says the same, but only after a build.
/// <reference types="next" />
/// <reference types="next/image-types/global" />
