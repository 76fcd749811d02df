//! The exported function as JavaScript calls it: through the generated glue, with whatever arguments.

use js_sys::{Function, Promise, Reflect};
use kirjaudu::base::error::Code;
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use super::json;

#[wasm_bindgen(module = "/tests/web/stand_ins/page.js")]
extern "C" {
    async fn glue() -> JsValue;
}

#[wasm_bindgen(module = "/tests/web/stand_ins/operations.js")]
extern "C" {
    /// A page that runs operations of one client, and what it remembers.
    pub type Operations;

    #[wasm_bindgen(constructor)]
    fn new(run: &Function, options: &JsValue) -> Operations;
    #[wasm_bindgen(method, catch, js_name = operate)]
    async fn operate_with(this: &Operations, operation: &str, input: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = operate)]
    fn begin_with(this: &Operations, operation: &str, input: &JsValue) -> Promise;
    /// From now on this function answers that question.
    #[wasm_bindgen(method)]
    pub fn instead(this: &Operations, question: &str, answer: &Function);
    #[wasm_bindgen(method, getter, js_name = memory)]
    fn memory_text(this: &Operations) -> Option<String>;
    #[wasm_bindgen(method, setter, js_name = memory)]
    pub fn set_memory(this: &Operations, memory: &JsValue);
    /// How often each question was answered.
    #[wasm_bindgen(method, getter, js_name = counts)]
    fn counts_object(this: &Operations) -> JsValue;
}

impl Operations {
    /// The data that comes of it, or the data that is thrown.
    pub async fn operate(&self, operation: &str, input: impl Into<JsValue>) -> Result<Value, JsValue> {
        self.operate_with(operation, &input.into()).await.map(|result| json(&result))
    }

    pub fn begin(&self, operation: &str, input: &str) -> Promise {
        self.begin_with(operation, &input.into())
    }

    pub fn memory(&self) -> Value {
        self.memory_text().map_or(Value::Null, |memory| serde_json::from_str(&memory).unwrap())
    }

    /// The stored session in the memory.
    pub fn record(&self) -> Value {
        self.memory()["record"].as_str().map_or(Value::Null, |record| serde_json::from_str(record).unwrap())
    }

    pub fn count(&self, question: &str) -> u64 {
        json(&self.counts_object())[question].as_u64().unwrap_or(0)
    }
}

/// The glue of these very tests: the module that the test page has loaded.
pub struct Exports {
    run: Function,
}

impl Exports {
    pub async fn load() -> Self {
        let run = Reflect::get(&glue().await, &"run".into()).unwrap();
        Self { run: run.unchecked_into() }
    }

    pub fn client(&self, options: &JsValue) -> Operations {
        Operations::new(&self.run, options)
    }

    /// One run, as it is.
    pub fn run(&self, host: &JsValue, operation: &str, options: &str, input: &str) -> String {
        self.run_request(host, &[operation, options, input].join("\n"))
    }

    pub fn run_request(&self, host: &JsValue, request: &str) -> String {
        self.run.call2(&JsValue::UNDEFINED, host, &request.into()).unwrap().as_string().unwrap()
    }
}

/// Code and field of the error that was thrown as data; an `Error` of JavaScript would be a defect.
pub fn thrown_code(result: Result<Value, JsValue>) -> (&'static str, String) {
    match result {
        Err(error) => {
            assert!(error.dyn_ref::<js_sys::Error>().is_none(), "expected data, found {error:?}");
            let error = json(&error);
            (code(&error), error["field"].as_str().unwrap().to_owned())
        }
        Ok(value) => panic!("expected an error, found {value:?}"),
    }
}

/// The name of an error's code.
pub fn code(error: &Value) -> &'static str {
    Code::ALL[usize::try_from(error["code"].as_u64().unwrap()).unwrap()].name()
}
