/** A promise that the test settles. */
export interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
}

/** Makes a promise that waits for its `resolve`. */
export const makeDeferred = <Value>(): Deferred<Value> => {
  let settle: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((resolve) => {
    settle = resolve;
  });
  return {
    promise,
    resolve: (value) => {
      settle(value);
    },
  };
};

/** A thing that happens once. */
export const makeEvent = (): { readonly happened: Promise<undefined>; readonly happen: () => void } => {
  const { promise, resolve } = makeDeferred<undefined>();
  return {
    happened: promise,
    happen: () => {
      resolve(undefined);
    },
  };
};
