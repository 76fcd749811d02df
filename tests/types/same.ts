/** Whether two types are the same, and not only assignable to each other. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `holds<Same<A, B>>()` does not compile where they differ. */
export declare function holds<_Statement extends true>(): void;
