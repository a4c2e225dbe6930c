// The packages bring no types. All three are factories of emscripten that take and give the same.
declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  const factory: import('./wasm-codec.ts').EmscriptenFactory;
  export = factory;
}
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const factory: import('./wasm-codec.ts').EmscriptenFactory;
  export = factory;
}
declare module '@cornerstonejs/codec-openjph/wasmjs' {
  const factory: import('./wasm-codec.ts').EmscriptenFactory;
  export = factory;
}
