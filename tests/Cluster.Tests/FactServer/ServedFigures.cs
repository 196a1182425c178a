using Huoshui.Systems.Indicators;
using Huoshui.Systems.Tests.Indicators;
using Huoshui.Warehouse.ClickHouse;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Huoshui.Cluster.Tests.FactServer;

/// <summary>A copy of a data folder, without what was computed, whose figures are computed on a server.</summary>
internal sealed class ServedFigures : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("huoshui-served-");
    private readonly ServiceProvider _services;

    /// <summary>Copies.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="server">Where to compute; null for the embedded engine.</param>
    public ServedFigures(string folder, Warehouse.ClickHouse.FactServer? server)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsRecord))
        {
            var copy = Path.Combine(_folder.FullName, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Facts = server is null ? null : new FactDatabase(server, NullLogger<FactDatabase>.Instance);
        _services = FiguresFixture.Compose(_folder.FullName, Facts);
    }

    public FactDatabase? Facts { get; }

    public string Folder => _folder.FullName;

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
        _folder.Delete(recursive: true);
    }

    private static bool IsRecord(string path) => !path.Contains("/partials/", StringComparison.Ordinal)
        || path.EndsWith("borrower.key", StringComparison.Ordinal);
}
