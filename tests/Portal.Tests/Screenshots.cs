using Microsoft.Playwright;

namespace Huoshui.Portal.Tests;

/// <summary>Pictures of pages under artifacts/screenshots: a person looks at them.</summary>
internal static class Screenshots
{
    private static readonly string Folder = MakeFolder();

    public static Task TakeAsync(IPage page, string name) => page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(Folder, name + ".png"),
        FullPage = true,
        Animations = ScreenshotAnimations.Disabled,
    });

    private static string MakeFolder()
    {
        var artifacts = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Parent!.Parent!.FullName;
        return Directory.CreateDirectory(Path.Combine(artifacts, "screenshots")).FullName;
    }
}
