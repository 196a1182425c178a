using Microsoft.Playwright;

namespace Huoshui.Portal.Tests;

/// <summary>The browser of the system; it asks nothing of the network.</summary>
internal static class Chromium
{
    public const string Path = "/usr/bin/chromium";

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
