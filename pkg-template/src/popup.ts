/** A window in the middle of this one, under a name by which a form can be sent to it; none where the browser blocks it. */
export function openPopup({
  width = 480,
  height = 680,
}: {
  width?: number;
  height?: number;
} = {}): Window | null {
  const left = screenX + (outerWidth - width) / 2;
  const top = screenY + (outerHeight - height) / 2;
  return open(
    "",
    `kirjaudu${performance.now()}`,
    `popup,width=${width},height=${height},left=${left},top=${top}`,
  );
}
