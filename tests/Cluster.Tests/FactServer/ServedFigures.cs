using Huoshui.Systems.Indicators;
using Huoshui.Systems.Tests.Indicators;
using Huoshui.Warehouse.ClickHouse;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Huoshui.Cluster.Tests.FactServer;

/// <summary>A copy of a data folder, without what was computed, whose figures are computed on servers.</summary>
internal sealed class ServedFigures : IAsyncDisposable
{
    private readonly DirectoryInfo? _copy;
    private readonly ServiceProvider _services;

    /// <summary>Copies.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="servers">Where to compute; null for the embedded engine.</param>
    /// <param name="isCopied">False computes in the folder itself.</param>
    /// <param name="log">Takes warnings; null for none.</param>
    /// <param name="atOnce">Most servers at once.</param>
    public ServedFigures(
        string folder, FactServers? servers, bool isCopied = true, ILogger<FactDatabase>? log = null, int atOnce = 16)
    {
        _copy = isCopied ? Copy(folder) : null;
        Folder = _copy?.FullName ?? folder;
        Facts = servers is null ? null
            : new FactDatabase(servers, TimeProvider.System, log ?? NullLogger<FactDatabase>.Instance) { ServersAtOnce = atOnce };
        _services = FiguresFixture.Compose(Folder, Facts);
    }

    public FactDatabase? Facts { get; }

    public string Folder { get; }

    /// <summary>What is left of work that did not end.</summary>
    public IEnumerable<string> Unfinished => Directory.EnumerateFileSystemEntries(Folder, "*.tmp", SearchOption.AllDirectories);

    /// <summary>Every figure with its value to the last digit, and what it leaves out.</summary>
    public async Task<List<string>> AllAsync(DateTimeOffset? knownAt = null)
    {
        var known = knownAt ?? FiguresFixture.Instant.AddYears(1);
        var values = await Calculator.AllAsync(FiguresFixture.AsOf, known, TestContext.Current.CancellationToken);
        return [.. values.Select(v => FormattableString.Invariant(
            $"{v.Figure.Id} = {v.BaseValue}, left out {string.Join(';', v.Coverage.LeftOut)}"))];
    }

    public FigureCalculator Calculator => _services.GetRequiredService<FigureCalculator>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Facts?.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _copy?.Delete(recursive: true);
    }

    private static DirectoryInfo Copy(string folder)
    {
        var to = Directory.CreateTempSubdirectory("huoshui-served-");
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsRecord))
        {
            var copy = Path.Combine(to.FullName, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return to;
    }

    private static bool IsRecord(string path) => !path.Contains("/partials/", StringComparison.Ordinal)
        || path.EndsWith("borrower.key", StringComparison.Ordinal);
}
