import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const here = import.meta.dirname;
/** Everything is bundled but Electron itself and the one native module. */
const external = ['electron', 'keytar'];

export default defineConfig({
  main: {
    build: {
      externalizeDeps: false,
      sourcemap: false,
      rolldownOptions: {
        external,
        input: resolve(here, 'src/main/index.ts'),
        output: { format: 'es', entryFileNames: 'index.js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        external,
        input: resolve(here, 'src/preload/index.ts'),
        // A sandboxed preload is a CommonJS script.
        output: { format: 'cjs', entryFileNames: 'index.cjs' },
      },
    },
  },
  renderer: {
    root: resolve(here, 'src/renderer'),
    plugins: [react()],
    build: {
      minify: true,
      rolldownOptions: { input: resolve(here, 'src/renderer/index.html') },
    },
  },
});
