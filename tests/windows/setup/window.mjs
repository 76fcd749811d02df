// One window or tab of the browser, as a person and as a test see it. WebDriver speaks with one at a time: commands are not sent in parallel.
import { By } from "selenium-webdriver";
import { until } from "./until.mjs";

export class Window {
  constructor(driver, handle) {
    this.driver = driver;
    this.handle = handle;
  }

  /** Runs the body of a function in the window; its result comes back as plain data. */
  async run(script, ...given) {
    await this.#turnTo();
    return this.driver.executeScript(script, ...given);
  }

  async click(selector) {
    const element = await until(async () => (await this.#find(selector)) ?? false, selector);
    await element.click();
  }

  async type(selector, text) {
    const element = await until(async () => (await this.#find(selector)) ?? false, selector);
    await element.sendKeys(text);
  }

  async go(url) {
    await this.#turnTo();
    await this.driver.get(url);
  }

  /** Waits until the expression is true in the window, and gives its value. */
  until(expression, what = expression) {
    return until(() => this.run(`return ${expression}`), what);
  }

  /** Waits until the window shows a complete document whose address begins so. */
  async arrivedAt(url) {
    await this.until(
      `location.href.startsWith(${JSON.stringify(url)}) && document.readyState === "complete"`,
      `arrival at ${url}`,
    );
  }

  async close() {
    await this.#turnTo();
    await this.driver.close();
    await this.closed();
  }

  async isOpen() {
    return (await this.driver.getAllWindowHandles()).includes(this.handle);
  }

  async closed() {
    await until(async () => !(await this.isOpen()), "the window to close");
  }

  async #find(selector) {
    await this.#turnTo();
    return (await this.driver.findElements(By.css(selector)))[0];
  }

  async #turnTo() {
    await this.driver.switchTo().window(this.handle);
  }
}
