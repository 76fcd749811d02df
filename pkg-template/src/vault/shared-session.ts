// What all tabs share, encrypted under a key that no script can read.

/** What stands under a key; empty for nothing, and for what can't be read any more. */
export async function load(_key: string): Promise<string> {
  return "";
}

/** Writes, or removes with an empty value. Empty where it can't be written, else not. */
export async function save(_key: string, _value: string): Promise<string> {
  return "";
}
