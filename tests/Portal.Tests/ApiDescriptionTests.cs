using System.Text.Json;
using Xunit;

namespace Huoshui.Portal.Tests;

public sealed class ApiDescriptionTests(PortalFixture portal)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // HUOSHUI_UPDATE=1 writes the file instead of comparing it.
    [Fact]
    public async Task The_description_that_is_checked_in_is_the_one_that_the_portal_gives()
    {
        using var client = portal.Client();
        using var given = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
        var text = JsonSerializer.Serialize(given, Indented) + "\n";
        var path = Path.Combine(Root(), "docs", "reference", "openapi.json");
        if (Environment.GetEnvironmentVariable("HUOSHUI_UPDATE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        }

        Assert.True(File.Exists(path), "docs/reference/openapi.json is missing; run this test with HUOSHUI_UPDATE=1.");
        Assert.True(
            text == await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken),
            "The API has changed: run this test with HUOSHUI_UPDATE=1, read the difference and commit it.");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Huoshui.slnx")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
