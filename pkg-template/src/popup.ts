/** A window under a name by which a form can be sent to it; none where the browser blocks it. It is moved to the middle of this one by `watch`. */
export function openPopup({
  width = 480,
  height = 680,
}: {
  width?: number;
  height?: number;
} = {}): Window | null {
  return open("", `kirjaudu${performance.now()}`, `popup,width=${width},height=${height}`);
}
