// One .NET runtime with the one verifier, in a thread of its own: the page stays awake. Calls are answered in order.
import { dotnet } from './_framework/dotnet.js';

const ready = (async () => {
  const runtime = await dotnet.withDiagnosticTracing(false).create();
  const exports = await runtime.getAssemblyExports('Huoshui.CrossBorderPage.dll');
  return exports.Huoshui.CrossBorderPage.PageDoor;
})();

self.onmessage = async event => {
  const { id, call, values } = event.data;
  try {
    const door = await ready;
    const value = call === 'Ready' ? true : door[call](...values);
    self.postMessage({ id, value });
  } catch (error) {
    self.postMessage({ id, error: String(error?.message ?? error) });
  }
};
