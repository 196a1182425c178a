using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Portal.Tests;

/// <summary>The host on a copy of a data folder that <c>huoshui demo --no-serve --data DIR</c> made; <c>HUOSHUI_DEMO_DATA</c> names it.</summary>
public sealed class DemoFixture : PortalRun
{
    /// <summary>Where the demo's data lie; null when nobody says.</summary>
    public static string? Source { get; } = Environment.GetEnvironmentVariable("HUOSHUI_DEMO_DATA");

    protected override bool Prepare(string folder)
    {
        if (Source is null)
            return false;
        foreach (var file in Directory.EnumerateFiles(Source, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(Source, file);
            if (relative.StartsWith("city", StringComparison.Ordinal) || relative.EndsWith(".lock", StringComparison.Ordinal))
                continue;
            var copy = Path.Combine(folder, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return true;
    }

    protected override async Task SeedAsync()
    {
        var passwords = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var scope = Services.CreateAsyncScope();
        var directory = scope.ServiceProvider.GetRequiredService<AccountDirectory>();
        foreach (var role in Roles.All.Keys)
            passwords[role] = (await directory.ResetAsync(role, "测试", CancellationToken.None)).Password;
        await using var context = await Services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync();
        await context.Users.ExecuteUpdateAsync(set => set.SetProperty(account => account.MustChangePassword, false));
        Passwords = passwords;
    }
}
