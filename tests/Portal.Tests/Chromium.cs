using Microsoft.Playwright;

namespace Huoshui.Portal.Tests;

/// <summary>The browser of the system; it asks nothing of the network. Debian's headless shell is the same engine without the
/// profiles of a desktop browser: a window opens in a quarter of the CPU time.</summary>
internal static class Chromium
{
    private const string Shell = "/usr/bin/chromium-headless-shell";

    public static string Path { get; } = File.Exists(Shell) ? Shell : "/usr/bin/chromium";

    public static BrowserTypeLaunchOptions Options() => new()
    {
        ExecutablePath = Path,
        Args =
        [
            "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
            "--disable-default-apps", "--disable-extensions", "--disable-sync", "--metrics-recording-only", "--no-first-run",
            "--no-pings", "--font-render-hinting=none",
        ],
    };
}
