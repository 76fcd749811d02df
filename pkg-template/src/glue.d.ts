// What the build writes to glue.js: the exports of src/js/ of the Rust crate.

export default function init(input: { module_or_path: unknown }): Promise<unknown>;

export function decodeJwt(token: string): unknown;
export function parseAuthResponse(url: string): unknown;

export class Engine {
  constructor(options: string, timeline: (step: string, detail: string) => void);
  readonly revision: number;
  session(): unknown;
  explain(): unknown;
  callback(url: string): Promise<unknown>;
  login(options: string): Promise<string>;
  restore(): void;
  end(stored: string | undefined, tell: boolean): void;
  logout(options: string): Promise<unknown>;
  accessToken(minValidity: number): string;
  idToken(): string | undefined;
  userinfo(): Promise<unknown>;
}
