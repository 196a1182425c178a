using Microsoft.Playwright;

namespace Huoshui.Portal.Tests;

/// <summary>Pictures of pages under artifacts/screenshots, with <c>HUOSHUI_SCREENSHOTS=1</c>: a person looks at them, the gate does not.</summary>
internal static class Screenshots
{
    private static readonly string Folder = MakeFolder();

    public static bool AreWanted => Environment.GetEnvironmentVariable("HUOSHUI_SCREENSHOTS") == "1";

    public static async Task TakeAsync(IPage page, string name)
    {
        if (!AreWanted)
            return;
        await page.EvaluateAsync("scrollTo({ top: 0, behavior: 'instant' })"); // the bar stands where the page was scrolled to
        await page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(Folder, name + ".png"),
            FullPage = true,
            Animations = ScreenshotAnimations.Disabled,
        });
    }

    private static string MakeFolder()
    {
        var artifacts = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Parent!.Parent!.FullName;
        return Directory.CreateDirectory(Path.Combine(artifacts, "screenshots")).FullName;
    }
}
