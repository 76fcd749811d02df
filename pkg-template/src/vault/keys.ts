// Keys of DPoP, RFC 9449: made here, never seen by any script.

/** Makes an ES256 key under a name, and gives its public half; empty where none can be kept. */
export async function makeKey(_name: string): Promise<string> {
  return "";
}

/** The public half of a key; empty where it is gone. */
export async function publicKey(_name: string): Promise<string> {
  return "";
}

/** A signature, base64url; empty where the key is gone. */
export async function sign(_name: string, _data: string): Promise<string> {
  return "";
}

export async function removeKey(_name: string): Promise<void> {}
