using System.Globalization;
using Huoshui.Cli.Demo;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Portal;
using Huoshui.Systems.City;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Cli.Benches;

/// <summary>A generated city in a data folder of its own, filed through the real pipeline: staged, checked, certified,
/// accepted.</summary>
internal sealed class BenchCity : IAsyncDisposable
{
    private const int Seed = 7;
    private const double SecondsToGenerate = 1800;
    private const double SecondsToFile = 1800;
    private const double GibibytesOfDisk = 40;
    private const double BytesOfGibibyte = 1024.0 * 1024 * 1024;

    private readonly BenchSettings _settings;
    private readonly CityFolder _city;
    private readonly ServiceProvider _services;
    private long _peakBytes;

    public BenchCity(BenchSettings settings)
    {
        _settings = settings;
        _city = new CityFolder(settings.CityFolder ?? Path.Combine(settings.WorkFolder, "city"));
        Data = settings.DataFolder ?? Path.Combine(settings.WorkFolder, "data");
        Directory.CreateDirectory(Data);
        _services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error))
            .AddHuoshui(HuoshuiOptions.FromEnvironment(Data) with { PostgreSql = null })
            .BuildServiceProvider();
    }

    /// <summary>The data folder.</summary>
    public string Data { get; }

    public bool IsWhole => _settings.Scale >= 1;

    /// <summary>The exact value of every figure by the generator's own books.</summary>
    public IReadOnlyDictionary<string, decimal> Truth => CityFolder.ReadTruth(_city.Truth);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Generates the city, unless it was given, and files it.</summary>
    public async Task PrepareAsync(BenchFigures figures, CancellationToken cancellationToken)
    {
        figures.Add(new("scale of the city", (double)_settings.Scale, string.Empty));
        if (_settings.CityFolder is null)
            await GenerateAsync(figures, cancellationToken);
        await Get<OperationsDatabase>().PrepareAsync(cancellationToken);
        var filings = new CityFilings(_services, _city);
        var (filed, _) = await Measured.OfAsync(() => FileAsync(filings, cancellationToken));
        figures.Add(new("rows filed", await RowsAsync(cancellationToken), "rows"));
        if (_peakBytes == 0)
            return; // it was filed before
        figures.Add(new("filing all dates: stage, check, certify, accept, wall", filed.Wall, "s", Goal(SecondsToFile)));
        figures.Add(new("filing all dates, CPU", filed.Cpu, "s"));
        figures.Add(new("filing all dates, peak memory", filed.PeakMebibytes, "MiB"));
        figures.Add(new("disk at its fullest", _peakBytes / BytesOfGibibyte, "GiB", Goal(GibibytesOfDisk)));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private double? Goal(double atMost) => IsWhole ? atMost : null;

    private async Task GenerateAsync(BenchFigures figures, CancellationToken cancellationToken)
    {
        var options = new CityOptions(_settings.Scale, Seed, _city.Folder, CityFormat.Parquet);
        var (made, _) = await Measured.OfAsync(() => Task.Run(
            () =>
            {
                CityGenerator.Generate(options, PolicyLibrary.FindFolder(), null, cancellationToken);
                return true;
            },
            cancellationToken));
        figures.Add(new("generating the city, wall", made.Wall, "s", Goal(SecondsToGenerate)));
        figures.Add(new("generating the city, CPU", made.Cpu, "s"));
    }

    private async Task<bool> FileAsync(CityFilings filings, CancellationToken cancellationToken)
    {
        var sets = _city.Sets();
        await filings.RegisterAsync(sets, cancellationToken);
        foreach (var set in sets)
        {
            var open = await filings.OpenAsync(set, cancellationToken);
            if (open.Count == 0)
                continue;
            await filings.SendAsync(set, open, cancellationToken);
            await filings.AcceptAsync(set.ReturnId, set.AsOf, cancellationToken);
            _peakBytes = Math.Max(_peakBytes, BytesOf(Data) + BytesOf(_city.Folder));
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {Environment.CpuUsage.TotalTime.TotalSeconds,7:0} CPU s  {set.ReturnId} {set.AsOf:yyyy-MM-dd}"));
        }

        return true;
    }

    private async Task<long> RowsAsync(CancellationToken cancellationToken)
    {
        await using var context = await Get<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(cancellationToken);
        return await context.Set<Warehouse.FactFile>().SumAsync(f => f.Rows, cancellationToken);
    }

    private static long BytesOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
}
